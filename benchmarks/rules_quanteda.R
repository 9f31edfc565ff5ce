# Codes statements with quanteda. Arguments: a file of statements (one a line), a file of patterns (code, tab, pattern),
# a file to write the pairs found to (number of the statement, tab, code). Prints seconds, processor seconds, peak MB.
suppressPackageStartupMessages(library(quanteda))
arguments <- commandArgs(trailingOnly = TRUE)
texts <- readLines(arguments[1], encoding = "UTF-8")
rows <- read.delim(arguments[2], header = FALSE, quote = "", encoding = "UTF-8", stringsAsFactors = FALSE)
patterns <- dictionary(split(rows$V2, rows$V1), tolower = FALSE)
before <- proc.time()
found <- dfm(tokens_lookup(tokens(texts, remove_punct = TRUE), patterns, case_insensitive = TRUE), tolower = FALSE)
took <- proc.time() - before
pairs <- as(found, "TsparseMatrix")
write.table(data.frame(pairs@i, colnames(found)[pairs@j + 1]), arguments[3], sep = "\t", quote = FALSE,
            row.names = FALSE, col.names = FALSE)
peak <- as.numeric(sub("\\D+(\\d+).*", "\\1", grep("^VmHWM", readLines("/proc/self/status"), value = TRUE))) / 1024
cat(took[["elapsed"]], took[["user.self"]] + took[["sys.self"]], peak, as.character(packageVersion("quanteda")), "\n")
