/** What the platform says it can do, and the tests that prove it. */
package io.viaduct.conformance;
