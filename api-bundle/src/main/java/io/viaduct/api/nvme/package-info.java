/**
 * The NVM Express specifications as data: numbers, names, and stateless views over memory.
 *
 * <p>A view is a class of static accessors that take a segment and the offset where the structure
 * begins: {@code Sqe.cid(segment, at)} reads, {@code Sqe.cid(segment, at, cid)} writes. Views check
 * nothing but the segment's bounds, hold nothing and allocate nothing; those that return a {@code
 * String}, a {@code UUID} or a {@code byte[]} are for control paths. Values are little-endian.
 * Unsigned 32-bit fields are an {@code int} with the same bits, or a {@code long} where they are
 * lengths. Names are those of the specifications.
 */
@Export
@Version("1.2.0")
package io.viaduct.api.nvme;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
