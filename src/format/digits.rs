//! The decimal digits of a number, exact and without allocation; numbers are never shown through `f64`.

use crate::value::Value;
use std::fmt::{self, Write};

/// Enough for every `i128` (39 digits) and every shortest `f64` (17 digits).
const DIGITS_MAX: usize = 40;

/// A number as `0.d₁d₂d₃… × 10^point`; the first and the last digit are never zero.
#[derive(Debug, Clone)]
pub(super) struct Digits {
    /// Whether it is below zero.
    pub negative: bool,
    /// How many digits stand before the decimal point; negative for 0.001.
    pub point: i32,
    digits: [u8; DIGITS_MAX],
    len: usize,
}

impl Digits {
    /// The digits of a number; `None` for values that are none, and for NaN and infinity.
    pub fn of(value: &Value) -> Option<Digits> {
        match value {
            Value::Integer(number) => Some(Digits::from_int(i128::from(*number), 0)),
            Value::Decimal(decimal) => Some(Digits::from_int(decimal.unscaled, i32::from(decimal.scale))),
            Value::Number(number) if number.is_finite() => Some(Digits::from_f64(*number)),
            Value::Number(_) | Value::Null | Value::Text(_) | Value::Boolean(_) | Value::List(_) => None,
            Value::Date(_) | Value::Time(_) | Value::DateTime(_) | Value::Instant(_) => None,
        }
    }

    fn from_int(unscaled: i128, scale: i32) -> Digits {
        let mut buffer = [0u8; DIGITS_MAX];
        let mut rest = unscaled.unsigned_abs();
        let mut start = DIGITS_MAX;
        while rest > 0 {
            start -= 1;
            // Division of 128-bit numbers is slow and rarely needed.
            match u64::try_from(rest) {
                Ok(small) => {
                    buffer[start] = (small % 10) as u8;
                    rest = u128::from(small / 10);
                }
                Err(_) => {
                    buffer[start] = (rest % 10) as u8;
                    rest /= 10;
                }
            }
        }
        let len = DIGITS_MAX - start;
        let mut digits = [0u8; DIGITS_MAX];
        digits[..len].copy_from_slice(&buffer[start..]);
        let point = len as i32 - scale;
        Digits { negative: unscaled < 0, point, digits, len }.trimmed()
    }

    /// The shortest digits that read back as the same number.
    fn from_f64(number: f64) -> Digits {
        let mut text = Ascii { bytes: [0; 32], len: 0 };
        write!(text, "{number:e}").expect("17 digits, a point, two signs and an exponent fit in 32 bytes");
        let mut result = Digits { negative: number < 0.0, point: 0, digits: [0; DIGITS_MAX], len: 0 };
        let text = &text.bytes[..text.len];
        let (mantissa, exponent) = text.split_at(text.iter().position(|b| *b == b'e').unwrap_or(text.len()));
        for byte in mantissa.iter().filter(|byte| byte.is_ascii_digit()) {
            result.digits[result.len] = byte - b'0';
            result.len += 1;
        }
        let exponent = exponent.get(1..).and_then(|e| std::str::from_utf8(e).ok());
        result.point = exponent.and_then(|e| e.parse::<i32>().ok()).unwrap_or(0) + 1;
        result.trimmed()
    }

    /// Takes zeros off both ends; zero has no digits and no sign.
    fn trimmed(mut self) -> Digits {
        while self.len > 0 && self.digits[self.len - 1] == 0 {
            self.len -= 1;
        }
        let zeros = self.digits[..self.len].iter().take_while(|digit| **digit == 0).count();
        if zeros > 0 {
            self.digits.copy_within(zeros..self.len, 0);
            self.len -= zeros;
            self.point -= zeros as i32;
        }
        if self.len == 0 {
            self.negative = false;
            self.point = 0;
        }
        self
    }

    /// Whether the number is zero.
    pub fn is_zero(&self) -> bool {
        self.len == 0
    }

    /// How many digits stand before the point.
    pub fn whole_len(&self) -> usize {
        if self.is_zero() { 0 } else { self.point.max(0) as usize }
    }

    /// How many digits stand after the point.
    pub fn fraction_len(&self) -> usize {
        (self.len as i32 - self.point).max(0) as usize
    }

    /// The digit worth 10^`place`, as an ASCII character.
    pub fn whole(&self, place: usize) -> char {
        self.at(self.point - 1 - place as i32)
    }

    /// The digit worth 10^-(`index` + 1), as an ASCII character.
    pub fn fraction(&self, index: usize) -> char {
        self.at(self.point + index as i32)
    }

    fn at(&self, index: i32) -> char {
        match usize::try_from(index) {
            Ok(index) if index < self.len => char::from(b'0' + self.digits[index]),
            _ => '0',
        }
    }

    /// The number times 10^`power`.
    pub fn shifted(mut self, power: i32) -> Digits {
        if !self.is_zero() {
            self.point += power;
        }
        self
    }

    /// The number without its sign.
    pub fn unsigned(mut self) -> Digits {
        self.negative = false;
        self
    }

    /// Rounded to so many digits after the point, half away from zero.
    pub fn rounded(self, decimals: i32) -> Digits {
        let keep = self.point + decimals;
        self.keep(keep)
    }

    /// Rounded to so many digits in all, half away from zero.
    pub fn significant(self, digits: usize) -> Digits {
        self.keep(digits as i32)
    }

    fn keep(mut self, keep: i32) -> Digits {
        if keep >= self.len as i32 {
            return self;
        }
        let Ok(keep) = usize::try_from(keep) else {
            self.len = 0;
            return self.trimmed();
        };
        let up = self.digits[keep] >= 5;
        self.len = keep;
        if up {
            self.add_one();
        }
        self.trimmed()
    }

    /// Adds one to the last digit.
    fn add_one(&mut self) {
        for digit in self.digits[..self.len].iter_mut().rev() {
            if *digit < 9 {
                *digit += 1;
                return;
            }
            *digit = 0;
        }
        // All digits were nines: 999 is now 1000.
        self.digits[0] = 1;
        self.len = 1;
        self.point += 1;
    }

    /// The nearest floating point number, for fractions and comparisons.
    pub fn to_f64(&self) -> f64 {
        let mut text = String::with_capacity(self.len + 8);
        if self.negative {
            text.push('-');
        }
        text.push_str("0.");
        text.extend((0..self.len as i32).map(|index| self.at(index)));
        text.push('e');
        text.push_str(&self.point.to_string());
        text.parse().unwrap_or(0.0)
    }
}

/// A short piece of text on the stack.
struct Ascii {
    bytes: [u8; 32],
    len: usize,
}

impl Write for Ascii {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.len + text.len();
        self.bytes.get_mut(self.len..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }
}
