using System.Runtime.InteropServices;

namespace NativeServers;

/// <summary>Signals of POSIX, which the framework cannot send.</summary>
public static class UnixSignal
{
    /// <summary>SIGINT.</summary>
    public const int Interrupt = 2;

    /// <summary>SIGQUIT.</summary>
    public const int Quit = 3;

    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGUSR1.</summary>
    public const int User1 = 10;

    /// <summary>SIGTERM.</summary>
    public const int Terminate = 15;

    /// <summary>SIGCONT.</summary>
    public const int Continue = 18;

    /// <summary>SIGSTOP.</summary>
    public const int Stop = 19;

    /// <summary>Sends a signal.</summary>
    /// <param name="processId">A process, or the negative id of a process group.</param>
    /// <param name="signal">Its number; 0 only asks whether the process exists.</param>
    /// <returns>Whether it was delivered; false when there is no such process.</returns>
    public static bool Send(int processId, int signal) => SendSignal(processId, signal) == 0;

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);
}
