package io.viaduct.launcher;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A set of processors as SPDK's {@code -m} writes it: a hexadecimal mask, or a list. */
final class CpuList {
    private static final Pattern MASK = Pattern.compile("(?:0[xX])?([0-9a-fA-F]{1,256})");
    private static final Pattern LIST = Pattern.compile("\\[([0-9,\\- ]+)]");
    private static final Pattern RANGE = Pattern.compile(" *(\\d{1,4}) *(?:- *(\\d{1,4}) *)?");

    private CpuList() {}

    /**
     * Reads either form.
     *
     * @param processors how many there are, from number 0
     * @return the numbers in order, separated by commas
     */
    static String parse(String text, int processors) throws Refusal {
        BitSet cpus = read(text);
        if (cpus == null || cpus.isEmpty()) {
            throw new Refusal(
                    "option -m: \"" + text + "\" is no mask like 0x3 and no list like [0,2-3]");
        }
        if (cpus.length() > processors) {
            throw new Refusal(
                    "option -m: there is no processor %d: they end at %d"
                            .formatted(cpus.length() - 1, processors - 1));
        }
        return cpus.stream().mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    private static BitSet read(String text) {
        Matcher mask = MASK.matcher(text);
        if (mask.matches()) {
            return bits(new BigInteger(mask.group(1), 16));
        }
        Matcher list = LIST.matcher(text);
        return list.matches() ? ranges(list.group(1)) : null;
    }

    private static BitSet bits(BigInteger mask) {
        BitSet cpus = new BitSet();
        for (int bit = 0; bit < mask.bitLength(); bit++) {
            cpus.set(bit, mask.testBit(bit));
        }
        return cpus;
    }

    private static BitSet ranges(String list) {
        BitSet cpus = new BitSet();
        for (String item : list.split(",", -1)) {
            Matcher range = RANGE.matcher(item);
            if (!range.matches()) {
                return null;
            }
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (last < first) {
                return null;
            }
            cpus.set(first, last + 1);
        }
        return cpus;
    }
}
