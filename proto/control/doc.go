// Package control holds the control messages of the distribution protocol
// (ERTS User's Guide, "Distribution Protocol"): one struct for each, made of the
// tuple that leads a distribution message ([Parse]) and made into it
// ([Message.Term]).
//
//	no  tuple after the number                        payload  struct
//	 1  From, To                                               Link
//	 2  Unused, To                                    message  Send
//	 3  From, To, Reason                                       Exit
//	 4  From, To                                               Unlink
//	 6  From, Unused, Name                            message  RegSend
//	 7  From, To                                               GroupLeader
//	 8  From, To, Reason                                       Exit2
//	19  From, To, Ref                                          MonitorP
//	20  From, To, Ref                                          DemonitorP
//	21  From, To, Ref, Reason                                  MonitorPExit
//	22  From, To                                      message  SendSender
//	24  From, To                                      reason   PayloadExit
//	26  From, To                                      reason   PayloadExit2
//	28  From, To, Ref                                 reason   PayloadMonitorPExit
//	29  ReqID, From, GroupLeader, {M,F,A}, Opts       args     SpawnRequest
//	31  ReqID, To, Flags, Result                               SpawnReply
//	33  From, Alias                                   message  AliasSend
//	35  ID, From, To                                           UnlinkID
//	36  ID, From, To                                           UnlinkIDAck
//	37  Flags, From, To                               message  AltactSigSend
//
// 12, 13, 16, 18, 23, 25, 27, 30, 32 and 34 are 2, 3, 6, 8, 22, 24, 26, 29, 31
// and 33 with a trace token; here that is the field Token. The token comes last,
// but before Reason in 13 and 18. 37 has a flag for it.
package control
