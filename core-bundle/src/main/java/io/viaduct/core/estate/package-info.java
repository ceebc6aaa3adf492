/** What outlives instances of bundles: the estates of the process and their management. */
package io.viaduct.core.estate;
