//! Pictures on a sheet.

use super::canvas::{Canvas, Setting};
use super::style::{ROW_PT, ROW_PX};
use super::words::Words;
use super::{Pictures, chart_key};
use crate::document::{self, ChartNode};
use rust_xlsxwriter::{Image, XlsxError};

/// Tallest picture, in pixels.
const HEIGHT_PX_MAX: f64 = 900.0;
/// Longest description that spreadsheets read out.
pub const ALT_CHARS_MAX: usize = 255;

/// Writes a picture, or its words when spreadsheets cannot show its kind.
pub fn write(canvas: &mut Canvas, image: &document::Image) -> Result<(), XlsxError> {
    match Image::new_from_buffer(&image.bytes) {
        Ok(picture) if picture.width() >= 1.0 && picture.height() >= 1.0 => place(canvas, image, picture)?,
        Ok(_) | Err(_) => {
            let words = if image.alt.is_empty() { image.name.clone() } else { image.alt.clone() };
            let setting = Setting::new(canvas.styles.note().set_italic());
            canvas.paragraph(&Words::plain(format!("Picture: {words}")), &setting)?;
        }
    }
    if let Some(caption) = &image.caption {
        canvas.paragraph(
            &Words::new(caption, canvas.region),
            &Setting::new(canvas.styles.note()).scaled(0.9),
        )?;
    }
    Ok(())
}

/// Writes the picture of a chart that spreadsheets cannot draw; its words where there is no picture.
pub fn write_chart(
    canvas: &mut Canvas,
    node: &ChartNode,
    width_px: f64,
    pictures: &Pictures,
) -> Result<(), XlsxError> {
    let picture = pictures.get(&chart_key(node)).map(|bytes| Image::new_from_buffer(bytes));
    let Some(Ok(picture)) = picture else {
        let setting = Setting::new(canvas.styles.note().set_italic());
        return canvas.paragraph(&Words::plain(format!("Chart: {}", node.alt)), &setting);
    };
    let height = (width_px * picture.height() / picture.width()).min(HEIGHT_PX_MAX);
    let width = height * picture.width() / picture.height();
    let picture =
        picture.set_scale_to_size(width.round(), height.round(), true).set_alt_text(short_alt(&node.alt));
    canvas.sheet.insert_image(canvas.row, 0, &picture)?;
    reserve(canvas, height + 4.0)
}

/// Leaves rows free for something of a height in pixels.
pub fn reserve(canvas: &mut Canvas, height_px: f64) -> Result<(), XlsxError> {
    for _ in 0..(height_px / f64::from(ROW_PX)).ceil() as u32 {
        canvas.advance(ROW_PT)?;
    }
    Ok(())
}

/// A description no longer than spreadsheets read out.
pub fn short_alt(alt: &str) -> String {
    if alt.chars().count() <= ALT_CHARS_MAX {
        return alt.to_string();
    }
    alt.chars().take(ALT_CHARS_MAX - 1).chain(['…']).collect()
}

fn place(canvas: &mut Canvas, image: &document::Image, picture: Image) -> Result<(), XlsxError> {
    let ratio = picture.height() / picture.width();
    let wanted = f64::from(canvas.text_px()) * image.width.clamp(0.02, 1.0);
    let width = wanted.min(HEIGHT_PX_MAX / ratio);
    let height = width * ratio;
    let picture = picture.set_scale_to_size(width.round(), height.round(), true);
    let picture = if image.alt.is_empty() {
        picture.set_decorative(true)
    } else {
        picture.set_alt_text(short_alt(&image.alt))
    };
    canvas.sheet.insert_image(canvas.row, 0, &picture)?;
    reserve(canvas, height + 4.0)
}
