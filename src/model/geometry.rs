//! Places on a page.

use serde::{Deserialize, Serialize};

/// An upright rectangle in PDF points (1/72 inch), origin at the top left of the page as shown, y growing downwards.
///
/// Invariant kept by [`Rect::new`]: `x0 <= x1` and `y0 <= y1`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rect {
    /// Left edge.
    pub x0: f32,
    /// Top edge.
    pub y0: f32,
    /// Right edge.
    pub x1: f32,
    /// Bottom edge.
    pub y1: f32,
}

impl Rect {
    /// The rectangle spanned by two corners, in any order.
    pub fn new(xa: f32, ya: f32, xb: f32, yb: f32) -> Self {
        Self { x0: xa.min(xb), y0: ya.min(yb), x1: xa.max(xb), y1: ya.max(yb) }
    }

    /// Width in points, never negative.
    pub fn width(&self) -> f32 {
        self.x1 - self.x0
    }

    /// Height in points, never negative.
    pub fn height(&self) -> f32 {
        self.y1 - self.y0
    }

    /// The smallest rectangle holding both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// The length in points that the two share on the horizontal axis; 0 where they lie beside each other.
    pub fn overlap_x(&self, other: &Self) -> f32 {
        (self.x1.min(other.x1) - self.x0.max(other.x0)).max(0.0)
    }

    /// The length in points that the two share on the vertical axis; 0 where they lie above each other.
    pub fn overlap_y(&self, other: &Self) -> f32 {
        (self.y1.min(other.y1) - self.y0.max(other.y0)).max(0.0)
    }

    /// Whether the middle of `other` lies inside this rectangle.
    pub fn holds_middle_of(&self, other: &Self) -> bool {
        let (x, y) = (f32::midpoint(other.x0, other.x1), f32::midpoint(other.y0, other.y1));
        x >= self.x0 && x <= self.x1 && y >= self.y0 && y <= self.y1
    }
}
