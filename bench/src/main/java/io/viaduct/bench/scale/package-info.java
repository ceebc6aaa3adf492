/** How the control plane fares with very many objects. */
package io.viaduct.bench.scale;
