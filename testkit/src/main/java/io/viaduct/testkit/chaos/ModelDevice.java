package io.viaduct.testkit.chaos;

import io.viaduct.api.reactor.Owner;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A device as it should be: where it stands, its shape, and what its blocks hold. */
final class ModelDevice {
    /** How a device returns with its module. */
    enum Next {
        SAME,
        LARGER,
        SMALLER,
        OTHER_UUID
    }

    private final String name;
    private final ModelDevice below;
    private BlockModel content;
    private long fresh;
    private UUID uuid;
    private int blocks;
    private int generation;
    private final int blocksMax;
    private boolean desired;
    private boolean changing;
    private boolean lost;
    private boolean going;
    private Next next = Next.SAME;
    private Owner owner;

    ModelDevice(String name, ModelDevice below, int blocks) {
        this.name = name;
        this.below = below;
        this.blocks = blocks;
        blocksMax = blocks * SimModule.GROWTH_MAX;
        renew();
    }

    String name() {
        return name;
    }

    /** The device that this one passes everything on to, or null. */
    ModelDevice below() {
        return below;
    }

    /** The device that has the content. */
    ModelDevice base() {
        return below == null ? this : below.base();
    }

    boolean standsOn(ModelDevice other) {
        return this == other || (below != null && below.standsOn(other));
    }

    BlockModel content() {
        return base().content;
    }

    UUID uuid() {
        return uuid;
    }

    /** How many blocks it has or will have when its module returns. */
    int blocks() {
        return base().blocks;
    }

    /** How large it may become. */
    long bytesMax() {
        return (long) blocksMax * ModelNamespace.BLOCK_SIZE;
    }

    boolean canGrow() {
        return blocks * 2 <= blocksMax;
    }

    /** It has so many blocks from now on; the new ones were never written. */
    void grows(int count) {
        blocks = count;
        content.grow(count, fresh);
    }

    private void renew() {
        uuid = uuid(generation);
        fresh = BlockModel.ZERO;
        content = new BlockModel(blocks, fresh);
    }

    private UUID uuid(int number) {
        return UUID.nameUUIDFromBytes((name + number).getBytes(StandardCharsets.UTF_8));
    }

    /** Deleted and made again: nothing of the old content is left. */
    void remade() {
        fresh = BlockModel.ZERO;
        content = new BlockModel(blocks, fresh);
    }

    /** What its next registration will show. */
    void next(Next change) {
        next = change;
    }

    // It may have grown since that was planned.
    private Next next() {
        return next == Next.LARGER && !canGrow() ? Next.SAME : next;
    }

    int nextBlocks() {
        return switch (next()) {
            case LARGER -> blocks * 2;
            case SMALLER -> blocks / 2;
            case SAME, OTHER_UUID -> blocks;
        };
    }

    UUID nextUuid() {
        return next() == Next.OTHER_UUID ? uuid(generation + 1) : uuid;
    }

    /** It is registered so now. What has changed. */
    Next changed() {
        Next change = next();
        next = Next.SAME;
        switch (change) {
            case SAME -> {}
            case LARGER -> grows(blocks * 2);
            case SMALLER -> {
                blocks /= 2;
                fresh = BlockModel.UNKNOWN;
                content = new BlockModel(blocks, fresh);
            }
            case OTHER_UUID -> {
                generation++;
                renew();
            }
        }
        return change;
    }

    boolean desired() {
        return desired;
    }

    void desired(boolean on) {
        desired = on;
    }

    /** Whether the administrator's command on it is under way. */
    boolean changing() {
        return changing;
    }

    void changing(boolean on) {
        changing = on;
    }

    /** Whether it has begun to go, and is not back. */
    boolean going() {
        return going;
    }

    void going(boolean on) {
        going = on;
    }

    boolean lost() {
        return lost;
    }

    void lost(boolean on) {
        lost = on;
    }

    /** Whose it is; null while it is not registered. */
    Owner owner() {
        return owner;
    }

    void owner(Owner by) {
        owner = by;
    }
}
