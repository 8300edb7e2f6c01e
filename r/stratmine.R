# stratmine from R: source("stratmine.R"). Base R alone; see docs/r.md.
#
# The program must be on the path, or named: options(stratmine = "path/to/stratmine"), or
# options(stratmine = c("python", "-m", "stratmine")) for the Python module.

#' Runs a command of the program and returns its standard output as lines. Exit code 1 means done with gaps, which the
#' program names on standard error; 2 is an error here.
stratmine <- function(...) {
  program <- getOption("stratmine", "stratmine")
  arguments <- shQuote(c(program[-1], as.character(c(...))))
  lines <- suppressWarnings(system2(program[1], arguments, stdout = TRUE, env = "LC_ALL=C.UTF-8"))
  status <- attr(lines, "status")
  if (!is.null(status) && status > 1) stop("stratmine ended with exit code ", status, call. = FALSE)
  enc2utf8(as.character(lines))
}

# A table that the program prints as CSV; text stays text.
stratmine_table <- function(...) {
  lines <- stratmine(..., "--format", "csv")
  if (length(lines) == 0) return(data.frame())
  utils::read.csv(text = lines, na.strings = "", stringsAsFactors = FALSE, check.names = FALSE, encoding = "UTF-8")
}

# The index, where one is named.
stratmine_index <- function(index) if (is.null(index)) character() else c("--index", index)

# "a; b" as c("a", "b"); nothing as character(0).
stratmine_list <- function(column) {
  parts <- strsplit(ifelse(is.na(column), "", column), "; ", fixed = TRUE)
  lapply(parts, function(part) part[nzchar(part)])
}

#' One row per statement, `doc_id` and `text` first, as quanteda, tidytext and other packages for text expect. Lists
#' (`categories`, `heading_path`, …) are list columns; `outcome` and `counted` are logical.
statements <- function(index = NULL) {
  table <- stratmine_table("export", "--what", "statements", stratmine_index(index))
  names(table)[names(table) == "statement"] <- "doc_id"
  names(table)[names(table) == "quote"] <- "text"
  for (name in c("partnering", "categories", "matched", "rules", "domains", "context")) {
    table[[name]] <- stratmine_list(table[[name]])
  }
  table$heading_path <- strsplit(ifelse(is.na(table$heading_path), "", table$heading_path), " > ", fixed = TRUE)
  for (name in c("outcome", "counted")) table[[name]] <- table[[name]] == "yes"
  table[c("doc_id", "text", setdiff(names(table), c("doc_id", "text")))]
}

#' One row per file of the papers: what became of it, and why.
documents <- function(index = NULL) stratmine_table("export", "--what", "log", stratmine_index(index))

#' A tally, one row per cell: tally(by = "partnering", across = "category").
tally <- function(by = "document", across = "category", index = NULL) {
  stratmine_table("tally", "--by", by, "--across", across, stratmine_index(index))
}
