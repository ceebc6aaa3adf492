/** Commands for the gogo shell. */
package io.viaduct.shell;
