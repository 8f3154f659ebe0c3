//! Origins × paths.

use maud::{Markup, html};

use super::answers;
use crate::page::answer::{Cell, Verdict};
use crate::page::matrix::{Alike, Line, Matrix};
use crate::page::text::{Prose, count};

pub(super) fn table(matrix: &Matrix) -> Markup {
    html! {
        dl.legend {
            @for verdict in Verdict::ALL {
                div { dt { (answers::verdict(verdict)) } dd { (verdict.meaning()) } }
            }
        }
        div.scroll tabindex="0" role="region" aria-labelledby="h-access" {
            table.matrix id="matrix" {
                caption { "What scripts of a page come to that ask for a path: with GET, from another origin" }
                thead {
                    tr {
                        th scope="col" { "origin of the page" }
                        @for column in &matrix.columns {
                            th scope="col" { code { (column.path) } (alike(&column.alike)) }
                        }
                    }
                }
                tbody { @for line in &matrix.lines { (self::line(line)) } }
            }
        }
        (left_out(matrix))
    }
}

fn line(line: &Line) -> Markup {
    html! {
        tr {
            th scope="row" {
                code { (line.origin) }
                @if !line.about.is_empty() { span.hint { (line.about) } }
                (alike(&line.alike))
            }
            @for cell in &line.cells { td { (self::cell(cell)) } }
        }
    }
}

fn cell(cell: &Cell) -> Markup {
    let Cell { verdict, barrier, actual, preflight } = cell;
    html! {
        details {
            summary { (answers::verdict(*verdict)) }
            @if let Some(barrier) = barrier { p { "Because " (Prose::of(barrier.words())) "." } }
            h4 { "Request" }
            p { (answers::line(actual)) }
            (answers::fields(actual))
            h4 { "Preflight" }
            p { (answers::line(&preflight.answer)) }
            @match &preflight.allows {
                Some(allows) => (answers::allows(allows)),
                None => p.hint { "It lets no request go: only what needs no preflight is sent." },
            }
        }
        @if !cell.is_told_by_its_word() {
            p.by { (answers::line(actual)) }
        }
    }
}

/// Others that are like what stands before it.
fn alike(alike: &Alike) -> Markup {
    html! {
        @if alike.all > 0 {
            details.alike {
                summary { "+" (alike.all) " alike" }
                ul {
                    @for name in &alike.named { li { code { (name) } } }
                    @if alike.more() > 0 { li { "and " (alike.more()) " more" } }
                }
            }
        }
    }
}

fn left_out(matrix: &Matrix) -> Markup {
    html! {
        @if matrix.more_origins > 0 {
            p.more { (count(matrix.more_origins, "origin")) " more, not shown here. What they get is in the rules of each path." }
        }
        @if matrix.more_paths > 0 {
            p.more { (count(matrix.more_paths, "path")) " more, not shown here. What they send is in the list of paths." }
        }
    }
}

pub(super) fn options(matrix: &Matrix) -> Markup {
    let asked = matrix.columns.first().map_or(&[][..], |column| &column.options);
    html! {
        div.scroll tabindex="0" role="region" aria-labelledby="h-options" {
            table.options {
                caption { "Who answers OPTIONS, path by path" }
                thead {
                    tr {
                        th scope="col" { "path" }
                        @for options in asked { th scope="col" { (options.asked) } }
                    }
                }
                tbody {
                    @for column in &matrix.columns {
                        tr {
                            th scope="row" { code { (column.path) } (alike(&column.alike)) }
                            @for options in &column.options {
                                td {
                                    @match &options.answer {
                                        Some(answer) => (answers::line(answer)),
                                        None => "there is none",
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
