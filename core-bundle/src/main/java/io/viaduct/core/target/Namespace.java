package io.viaduct.core.target;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.core.view.NamespaceView;

import java.util.HexFormat;
import java.util.UUID;

/**
 * A namespace of a subsystem and its hold on a device. Control strand.
 *
 * @param nsid its identifier
 * @param descriptor the open and claimed device
 * @param uuid never null
 * @param nguid 16 bytes
 * @param eui64 8 bytes, or null
 */
record Namespace(int nsid, BdevDescriptor descriptor, UUID uuid, byte[] nguid, byte[] eui64) {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** The same without its device, which is about to leave. */
    Namespace held() {
        return new Namespace(nsid, new HeldDevice(descriptor), uuid, nguid, eui64);
    }

    /** Whether its device has left and may return. */
    boolean isHeld() {
        return descriptor instanceof HeldDevice;
    }

    String bdevName() {
        return descriptor.bdev().name();
    }

    /** As RPC shows it. */
    String nguidText() {
        return HEX.formatHex(nguid);
    }

    /** As RPC shows it, or null. */
    String eui64Text() {
        return eui64 == null ? null : HEX.formatHex(eui64);
    }

    /** With the shape that the device has now. */
    NamespaceView view() {
        return new NamespaceView(
                nsid, descriptor, descriptor.bdev().geometry(), uuid, nguid, eui64);
    }
}
