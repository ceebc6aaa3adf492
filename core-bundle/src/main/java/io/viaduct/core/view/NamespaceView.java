package io.viaduct.core.view;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.Geometry;

import java.util.UUID;

/**
 * One namespace at one moment. Two views of the same namespace have the same descriptor; another
 * descriptor under the same identifier is another namespace.
 *
 * @param nsid 1 to the subsystem's maxNamespaces
 * @param descriptor the subsystem's hold on the device
 * @param geometry the shape that hosts see
 * @param uuid never null
 * @param nguid 16 bytes, or null
 * @param eui64 8 bytes, or null
 */
public record NamespaceView(
        int nsid,
        BdevDescriptor descriptor,
        Geometry geometry,
        UUID uuid,
        byte[] nguid,
        byte[] eui64) {}
