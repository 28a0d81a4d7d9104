using System.Runtime.Versioning;

// Unix sockets, setpriv and file modes: the server side of the program is for Linux.
[assembly: SupportedOSPlatform("linux")]
