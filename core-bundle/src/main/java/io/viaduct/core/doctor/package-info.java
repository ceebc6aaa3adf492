/** Finds what keeps a host from a subsystem, and says what mends it. */
package io.viaduct.core.doctor;
