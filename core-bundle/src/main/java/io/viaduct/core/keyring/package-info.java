/** Names of keys and the files in which they are. */
package io.viaduct.core.keyring;
