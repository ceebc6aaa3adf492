/**
 * A transport without a wire: the smallest there is, and the example to read before writing
 * another. Hosts are threads of the same process; commands cross by message, data is not copied.
 */
package io.viaduct.testkit.loop;
