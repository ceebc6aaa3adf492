package io.viaduct.bdev.virtual;

/** A partition table that is none, or cannot be right. */
final class GptDamage extends Exception {
    private static final long serialVersionUID = 1L;

    private GptDamage(String message) {
        super(message);
    }

    static void unless(boolean right, String message) throws GptDamage {
        if (!right) {
            throw new GptDamage(message);
        }
    }
}
