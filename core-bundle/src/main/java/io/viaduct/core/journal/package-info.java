/**
 * A file of records that survives a crash at any moment: each record is there whole or not at all.
 * It knows nothing of what the records mean. {@code docs/desired-state.md} describes its bytes.
 */
package io.viaduct.core.journal;
