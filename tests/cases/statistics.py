#!/usr/bin/env python3
"""Reference values for src/statistics, from SciPy and NumPy: python3 tests/cases/statistics.py > tests/cases/statistics.tsv

Ten published tables. One line a value: table, what, numbers parted by blanks, to fifteen digits."""
import numpy as np
from scipy import stats

TABLES = {
    # Fisher 1935, The Design of Experiments: the lady tasting tea
    "tea": [[3, 1], [1, 3]],
    # Fisher 1970, Statistical Methods for Research Workers, 14th ed.: convictions of like-sex twins of criminals
    "twins": [[2, 15], [10, 3]],
    # Snee 1974, The American Statistician 28: hair (rows) and eye colour
    "hair": [[68, 20, 15, 5], [119, 84, 54, 29], [26, 17, 14, 14], [7, 94, 10, 16]],
    # Bickel, Hammel and O'Connell 1975, Science 187: admissions by sex, all departments of the six largest
    "berkeley": [[1198, 1493], [557, 1278]],
    # Dawson 1995, Journal of Statistics Education 3: class and survival on the Titanic
    "titanic": [[203, 122], [118, 167], [178, 528], [212, 673]],
    # Greenacre 1984, Theory and Applications of Correspondence Analysis: staff and smoking
    "smoking": [[4, 2, 3, 2], [4, 3, 7, 4], [25, 10, 12, 4], [18, 24, 33, 13], [10, 6, 7, 2]],
    # Agresti 2002, Categorical Data Analysis, table 2.8: income and job satisfaction
    "jobs": [[1, 3, 10, 6], [2, 3, 10, 7], [1, 6, 14, 12], [0, 1, 9, 11]],
    # Physicians' Health Study 1988, New England Journal of Medicine 318: placebo and aspirin, heart attacks
    "aspirin": [[189, 10845], [104, 10933]],
    # Agresti 1996, table 2.5: sex and party, General Social Survey 1991
    "party": [[279, 73, 225], [165, 47, 191]],
    # Doll and Hill 1950, British Medical Journal 2: men with and without lung cancer, smokers and not
    "lung": [[647, 2], [622, 27]],
}


def say(table, what, numbers):
    print(table, what, " ".join(f"{number:.15g}" for number in np.ravel(numbers)), sep="\t")


def coordinates(counts):
    p = counts / counts.sum()
    r, c = p.sum(axis=1), p.sum(axis=0)
    s = (p - np.outer(r, c)) / np.sqrt(np.outer(r, c))
    u, d, vt = np.linalg.svd(s, full_matrices=False)
    k = min(counts.shape) - 1
    rows, columns = (u[:, :k] * d[:k]) / np.sqrt(r)[:, None], (vt.T[:, :k] * d[:k]) / np.sqrt(c)[:, None]
    return d[:k] ** 2, rows, columns


print("# Made by tests/cases/statistics.py with SciPy. table, what, numbers")
for name, cells in TABLES.items():
    counts = np.array(cells)
    n, (r, k) = counts.sum(), counts.shape
    say(name, "counts", [r, k, *counts.ravel()])
    statistic, p, freedom, expected = stats.chi2_contingency(counts, correction=False)
    say(name, "chi_square", [statistic, freedom, p])
    phi2 = statistic / n
    rt, kt = r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)
    corrected = max(0, phi2 - (r - 1) * (k - 1) / (n - 1))
    say(name, "v", [stats.contingency.association(counts, method="cramer"), np.sqrt(corrected / (min(rt, kt) - 1))])
    row, column = counts.sum(axis=1) / n, counts.sum(axis=0) / n
    say(name, "residuals", (counts - expected) / np.sqrt(expected * np.outer(1 - row, 1 - column)))
    if counts.shape == (2, 2):
        say(name, "fisher", [stats.fisher_exact(counts)[1]])
    axes, rows, columns = coordinates(counts)
    say(name, "axes", axes)
    say(name, "rows", rows)
    say(name, "columns", columns)
    first = int(counts[0, 0]), int(counts[0].sum())
    interval = stats.binomtest(*first).proportion_ci(method="wilson")
    say(name, "wilson", [*first, interval.low, interval.high])

# Holm 1979: corrected by the definition, as R's p.adjust(method = "holm") does.
given = np.array([0.01, 0.04, 0.03, 0.005, 0.2])
order = np.argsort(given)
corrected = np.empty_like(given)
corrected[order] = np.minimum(1, np.maximum.accumulate(given[order] * (len(given) - np.arange(len(given)))))
say("several", "holm", np.concatenate([given, corrected]))
