/** JMH benchmarks of the data path. */
package io.viaduct.bench;
