package io.viaduct.core.target;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.core.view.NamespaceView;

import java.util.HexFormat;
import java.util.UUID;

/**
 * A namespace of a subsystem and its hold on a device. Control strand.
 *
 * @param nsid its identifier
 * @param descriptor the open and claimed device, or what stands for it
 * @param shape what the device is like; asked once, because a device that leaves is not asked
 * @param uuid never null
 * @param nguid 16 bytes
 * @param eui64 8 bytes, or null
 * @param hold while media commands are parked because its module has left; null otherwise
 */
record Namespace(
        int nsid,
        BdevDescriptor descriptor,
        DeviceShape shape,
        UUID uuid,
        byte[] nguid,
        byte[] eui64,
        NamespaceHold hold) {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Namespace with(BdevDescriptor other, DeviceShape form, NamespaceHold state) {
        return new Namespace(nsid, other, form, uuid, nguid, eui64, state);
    }

    /** The same with parked commands; its device is about to leave. */
    Namespace gated(NamespaceHold began) {
        return with(descriptor, shape, began);
    }

    /** The same without its device. */
    Namespace away() {
        return with(new HeldDevice(shape, descriptor.operations()), shape, hold);
    }

    /** The same with its commands going on. */
    Namespace released() {
        return with(descriptor, shape, null);
    }

    /** The same with the shape that the device has now. */
    Namespace resized() {
        return with(descriptor, DeviceShape.of(descriptor.bdev()), hold);
    }

    /** Whether its media commands are parked. */
    boolean isHeld() {
        return hold != null;
    }

    /** Whether its device has left and may return. */
    boolean isAway() {
        return descriptor instanceof HeldDevice;
    }

    String bdevName() {
        return shape.name();
    }

    /** As RPC shows it. */
    String nguidText() {
        return HEX.formatHex(nguid);
    }

    /** As RPC shows it, or null. */
    String eui64Text() {
        return eui64 == null ? null : HEX.formatHex(eui64);
    }

    /** What reactors are to see. */
    NamespaceView view() {
        return new NamespaceView(nsid, descriptor, shape.geometry(), uuid, nguid, eui64);
    }
}
