/**
 * Commands: one class for each family. Parsing checks a submission queue entry and chooses what
 * executes it; nothing of a command is kept here.
 */
package io.viaduct.core.command;
