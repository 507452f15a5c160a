//! A document that is readable by itself, without the portal.

use super::placeholders::without_placeholders;

/// A drawn body as a whole document, on a phone and on paper.
pub fn standalone(title: &str, body: &str) -> String {
    let title = html_escape::encode_text(title);
    let body = without_placeholders(body);
    format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:1.1rem/1.5 sans-serif;max-width:45rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}}.app-typed{{white-space:pre-line}}.app-due__note{{display:block;color:#505a5f}}@media print{{section{{break-inside:avoid}}}}</style>
</head>
<body>
{body}
</body>
</html>
"#
    )
}
