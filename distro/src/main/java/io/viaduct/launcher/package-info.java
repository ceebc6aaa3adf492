/**
 * Starts the platform: options, data folder, framework and bundles. On the plain class path beside
 * Felix; the only part of Viaduct that writes to standard output.
 */
package io.viaduct.launcher;
