# Tries stratmine.R: Rscript r/check.R PROGRAM CORPUS, from any folder; the index goes to a temporary folder.
arguments <- commandArgs(trailingOnly = TRUE)
file <- sub("--file=", "", grep("--file=", commandArgs(), value = TRUE, fixed = TRUE))
source(file.path(dirname(file), "stratmine.R"))
options(stratmine = arguments[1])
index <- file.path(tempfile("stratmine-"), "index")
invisible(stratmine("run", arguments[2], "--index", index, "--quiet"))
s <- statements(index)
d <- documents(index)
stopifnot(identical(names(s)[1:2], c("doc_id", "text")), !anyDuplicated(s$doc_id), nrow(s) > 400)
stopifnot(sum(d$statements, na.rm = TRUE) == nrow(s), is.list(s$categories), is.logical(s$outcome))
stopifnot(sum(d$outcomes, na.rm = TRUE) == sum(s$outcome))
cells <- tally(index = index)
# The last row is that of all documents together.
cells <- cells[cells$row %in% d$document, ]
counted <- s[s$counted, ]
for (code in unique(unlist(counted$categories))) {
  own <- sum(vapply(counted$categories, function(codes) code %in% codes, logical(1)))
  stopifnot(sum(cells$statements[cells$category == code]) == own)
}
refused <- tryCatch(stratmine("search", "(", "--index", index), error = function(error) "refused")
stopifnot(identical(refused, "refused"))
cat(nrow(s), "statements,", sum(s$outcome), "intended outcomes,", nrow(d), "documents\n")
