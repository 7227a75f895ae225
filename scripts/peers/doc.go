// Package peers starts real BEAM nodes and shells for tests, as scripts/peers.sh
// installs them: OTP 25 on PATH, OTP 27 and OTP 29 in root directories of their
// own under $GEX_PEERS. A test names the releases it needs with [Require], which
// skips it where they are missing, or fails it with GEX_REQUIRE_PEERS=1; [Program]
// does so for other programs. [Command]
// makes the command, [Start] runs it and talks to it: lines in, expected text
// out, each with a deadline. [NewNetwork] makes hosts on which commands can run,
// and cuts them off from each other. Nothing survives the test.
//
// [Shell] drives any program that reads lines, so gex itself is tested with it
// beside the real ones.
package peers
