//! Pictures of figures, drawn on the server as SVG. Each stands in a figure with
//! its message as the heading, and the same figures as a table under it. Shapes,
//! patterns and words say what colours say.
//!
//! A picture that holds words is drawn twice, once for the width of a phone; the
//! style shows one of the two.

mod bars;
mod figure;
mod line;
mod scale;
mod spark;
mod tiles;

pub use bars::{Bar, BarChart, Layout, bar_chart};
pub use figure::{Figure, figure, the_rules};
pub use line::{Comparator, Compared, LineChart, LinePoint, line_chart};
pub use spark::{SmallMultiple, small_multiples, sparkline};
pub use tiles::{Tile, tile_grid};

/// For which width a picture is drawn, in pixels of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Frame {
    class: &'static str,
    width: f64,
    height: f64,
    /// Room for the words at the left and at the right.
    left: f64,
    right: f64,
    /// The smallest distance between two words below the picture.
    between: f64,
}

const WIDE: Frame = Frame {
    class: "app-chart app-chart--wide",
    width: 720.0,
    height: 340.0,
    left: 52.0,
    right: 124.0,
    between: 84.0,
};

const NARROW: Frame = Frame {
    class: "app-chart app-chart--narrow",
    width: 300.0,
    height: 260.0,
    left: 40.0,
    right: 12.0,
    between: 100.0,
};

/// Room above and below what is drawn.
const TOP: f64 = 18.0;
const BOTTOM: f64 = 34.0;

impl Frame {
    fn view_box(self) -> String {
        format!("0 0 {} {}", self.width, self.height)
    }

    /// Where a point stands of so many, from left to right.
    fn x(self, at: usize, of: usize) -> f64 {
        let room = self.width - self.left - self.right;
        if of <= 1 {
            self.left + room / 2.0
        } else {
            self.left + room * at as f64 / (of - 1) as f64
        }
    }

    fn floor(self) -> f64 {
        self.height - BOTTOM
    }

    /// Every how many points a word fits below.
    fn every(self, of: usize) -> usize {
        let room = self.width - self.left - self.right;
        let step = room / of.saturating_sub(1).max(1) as f64;
        (self.between / step).ceil().max(1.0) as usize
    }

    fn is_wide(self) -> bool {
        self == WIDE
    }
}

/// A number of a picture, no longer than it has to be.
fn px(number: f64) -> String {
    let rounded = (number * 10.0).round() / 10.0;
    rounded.to_string()
}
