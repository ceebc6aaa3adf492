/** Checks of the source tree. */
package io.viaduct.tidy;
