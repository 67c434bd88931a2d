//! Every limit of the system with its reason; passing one is a diagnostic, never a hang.

/// Largest report, template or theme file in bytes; also the widest span Typst can hold.
pub const SPEC_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Deepest nesting of a YAML file; far above anything people write, far below the stack.
pub const YAML_DEPTH_MAX: usize = 128;
/// Nodes of a YAML file, aliases counted where they are used, against alias bombs.
pub const YAML_NODES_MAX: usize = 1_000_000;
/// Syntax errors told of one file; the parse is tried again after each.
pub const SYNTAX_ERRORS_MAX: usize = 20;
/// Other mistakes told of one file; more are counted.
pub const MISTAKES_MAX: usize = 50;
/// Mistakes of one file that are kept for programs, which read more than people.
pub const FINDINGS_MAX: usize = 1_000;
/// Characters of a sentence in a diagnostic; longer ones quote something that nobody reads to its end.
pub const TOLD_CHARS_MAX: usize = 4_000;
/// Elements of Markdown inside each other, a list and its item counted as two; more leave no column to read,
/// and Typst refuses pages that nest a few times deeper.
pub const MARKDOWN_DEPTH_MAX: usize = 16;
/// Bytes looked at per place (head, middle, tail) to find the types of a data file.
pub const SAMPLE_BYTES: usize = 256 * 1024;
/// Bytes of one row of a data file; it is held in memory, and no page shows more of it.
pub const DATA_ROW_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Failing rows shown by a data test.
pub const FAILING_ROWS_SHOWN: usize = 10;
/// Rows of a worksheet, header included; fixed by the file format.
pub const SHEET_ROWS_MAX: usize = 1_048_576;
/// Characters in a worksheet's name; fixed by the file format.
pub const SHEET_NAME_CHARS_MAX: usize = 31;
/// Characters in a worksheet cell; fixed by the file format.
pub const SHEET_CELL_CHARS_MAX: usize = 32_767;
/// Memory that the query engine may use before it puts rows aside on disk; half of the machine's if less.
pub const QUERY_MEMORY_BYTES_MAX: usize = 2 * 1024 * 1024 * 1024;
/// Bytes of input under a dataset that is kept in memory because several read it; beyond, it is computed
/// again for each of them.
pub const SHARED_INPUT_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Points that a chart draws one by one when it shall leave out none; some megabytes of a page.
pub const CHART_POINTS_MAX: usize = 100_000;
/// Small charts that one chart is split into; more cannot be read on a page.
pub const FACETS_MAX: usize = 36;
/// Rows of one dataset that blocks show.
pub const HELD_ROWS_MAX: usize = 5_000_000;
/// Fewest pixels an inch of a picture of a chart; below, words cannot be read.
pub const PICTURE_DPI_MIN: u16 = 36;
/// Most pixels an inch of a picture of a chart; above what any press resolves.
pub const PICTURE_DPI_MAX: u16 = 1200;
/// Most pixels of a picture of a chart; four bytes each while it is drawn.
pub const PICTURE_PIXELS_MAX: u64 = 64_000_000;
/// Rounds of fixing of one report; each leaves fewer mistakes, and of one file no more are told.
pub const FIX_ROUNDS_MAX: usize = 2 * MISTAKES_MAX;
/// Fixes in a row that are tried together where one shows the next mistake of its place.
pub const FIX_CHAIN_MAX: usize = 4;
/// Words and signs of one query; lists of values longer than this belong into a source.
pub const SQL_WORDS_MAX: usize = 20_000;
/// Operators of one expression that follow each other, and queries that are joined to each other: each is a level
/// of a tree, and the engine walks over the whole of it from each level.
pub const SQL_CHAIN_MAX: usize = 400;
