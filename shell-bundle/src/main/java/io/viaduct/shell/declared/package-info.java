/**
 * What a target shall hold, as a file declares it: read, compared with what there is, and the
 * difference made.
 */
package io.viaduct.shell.declared;
