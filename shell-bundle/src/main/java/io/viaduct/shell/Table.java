package io.viaduct.shell;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Rows below headings, on lines of 100 columns at most: the widest columns are cut if need be. */
final class Table {
    static final int COLUMNS_MAX = 100;
    private static final int GAP = 2;
    private static final String CUT = "...";
    private static final Pattern NUMBER = Pattern.compile("[0-9]+([.][0-9])?");

    private final List<String[]> rows = new ArrayList<>();

    Table(String... headings) {
        rows.add(headings);
    }

    /** Adds a row; numbers are set to the right. */
    void row(Object... cells) {
        assert cells.length == rows.getFirst().length;
        rows.add(Arrays.stream(cells).map(String::valueOf).toArray(String[]::new));
    }

    /** Prints it, or a sentence if there are no rows. */
    void print(PrintStream out, String ifEmpty) {
        if (rows.size() == 1) {
            out.println(ifEmpty);
            return;
        }
        int[] widths = widths();
        for (String[] row : rows) {
            out.println(line(row, widths));
        }
    }

    private int[] widths() {
        int[] widths = new int[rows.getFirst().length];
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        while (Arrays.stream(widths).sum() + GAP * (widths.length - 1) > COLUMNS_MAX) {
            widths[widest(widths)]--;
        }
        return widths;
    }

    private static int widest(int[] widths) {
        int widest = 0;
        for (int i = 1; i < widths.length; i++) {
            widest = widths[i] > widths[widest] ? i : widest;
        }
        return widest;
    }

    private static String line(String[] row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            String cell = cut(row[i], widths[i]);
            String fill = " ".repeat(widths[i] - cell.length());
            line.append(isNumber(cell) ? fill + cell : cell + fill).append(" ".repeat(GAP));
        }
        return line.toString().stripTrailing();
    }

    private static String cut(String cell, int width) {
        if (cell.length() <= width) {
            return cell;
        }
        return cell.substring(0, Math.max(0, width - CUT.length())) + CUT;
    }

    private static boolean isNumber(String cell) {
        return NUMBER.matcher(cell).matches();
    }
}
