namespace Platform.Worker.Processes;

/// <summary>
/// Restricts what a child process sees of the file system in a mount namespace of its own: folders with sockets and other jobs' files are empty
/// except for what the command names, and sockets elsewhere that programs of this machine listen on are inaccessible.
/// </summary>
/// <remarks>
/// A process that may write to a socket may connect to it from any network namespace: a container engine, a database, the diagnostics port of the
/// worker's own runtime. Abstract sockets belong to the network namespace.
/// </remarks>
internal sealed class FileFence
{
    // POSIX sh supports descriptors of one digit only, and 3 is in use.
    private const int MaxPaths = 6;
    private const int MaxSockets = 128;
    private const string Sockets = "/proc/net/unix";

    // $1: the working folder. Then, each list ended by --: paths to keep, folders to empty, sockets elsewhere; then the command. The paths to keep
    // are opened before they are hidden and accessed by descriptor afterwards; the command inherits none of the descriptors.
    private const string Hide = """
        here=$1 last=3; shift
        while [ "$1" != -- ]; do last=$((last + 1)); eval "exec $last<\"\$1\"; path$last=\$1"; shift; done; shift
        while [ "$1" != -- ]; do [ ! -d "$1" ] || mount -t tmpfs -o size=16m,mode=1777,nosuid,nodev none "$1" || exit 126; shift; done; shift
        while [ "$1" != -- ]; do mount --bind /dev/null "$1" 2>/dev/null || [ ! -e "$1" ] || exit 126; shift; done; shift
        while [ $last -gt 3 ]; do
            eval "path=\$path$last"
            if [ -d /proc/self/fd/$last ]; then mkdir -p "$path"; else mkdir -p "${path%/*}" && : > "$path"; fi
            mount --no-canonicalize --bind /proc/self/fd/$last "$path" || exit 126
            eval "exec $last<&-"; last=$((last - 1))
        done
        cd "$here" && exec "$@"
        exit 126
        """;

    private readonly string[] _names;

    /// <summary>Creates a fence that hides the temporary and the runtime folders, and one more.</summary>
    /// <param name="scratch">The folder that contains the folders of all jobs.</param>
    public FileFence(string scratch)
    {
        string[] names = ["/run", "/var/run", "/tmp", "/var/tmp", Path.GetTempPath(), Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") ?? "", scratch];
        _names =
        [
            .. names
                .Where(static path => Path.IsPathRooted(path) && Path.GetPathRoot(path) != path)
                .Select(Full)
                .Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>Returns the arguments to put before a command that runs in a mount namespace.</summary>
    public string[] Before(ChildCommand command)
    {
        var folders = Folders();
        var program = ProgramPath.Find(command.Program, command.Environment.GetValueOrDefault("PATH") ?? Environment.GetEnvironmentVariable("PATH"));
        string[] named = [command.WorkingFolder ?? "", .. command.Paths, program ?? "", .. Certificates()];
        var stay = Outermost(named.Where(path => path.Length > 0 && IsHidden(path, folders) && Path.Exists(path)).Select(Full));
        return Before(command.WorkingFolder ?? "/", stay.Take(MaxPaths), folders, ElsewhereSockets(folders));
    }

    /// <summary>Returns the arguments to put before a command that needs none of the hidden files.</summary>
    public string[] Before() => Before("/", [], Folders(), []);

    /// <summary>Checks whether a file is hidden from commands that do not name it.</summary>
    public bool IsHidden(string path) => IsHidden(path, Folders());

    private static string[] Before(string here, IEnumerable<string> stay, string[] folders, IEnumerable<string> sockets) =>
        ["sh", "-c", Hide, "sh", here, .. stay, "--", .. folders, "--", .. sockets, "--"];

    private static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    private static bool IsWithin(string path, string folder) => path.StartsWith(folder + "/", StringComparison.Ordinal);

    // A folder within another one is hidden or kept with it.
    private static string[] Outermost(IEnumerable<string> paths)
    {
        var all = paths.Distinct(StringComparer.Ordinal).ToArray();
        return [.. all.Where(path => !all.Any(other => IsWithin(path, other)))];
    }

    private static IEnumerable<string> Certificates() =>
        ((string[])["SSL_CERT_FILE", "SSL_CERT_DIR"]).SelectMany(static name => (Environment.GetEnvironmentVariable(name) ?? "").Split(':')).Where(Path.IsPathRooted);

    // Computed each time, because the scratch folder is created later.
    private string[] Folders() =>
        Outermost(_names.Where(Directory.Exists).Select(static path => Directory.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path));

    private bool IsHidden(string path, string[] folders) => _names.Concat(folders).Any(folder => IsWithin(Full(path), folder));

    // Num RefCount Protocol Flags Type St Inode Path
    private string[] ElsewhereSockets(string[] folders)
    {
        try
        {
            return
            [
                .. File.ReadLines(Sockets)
                    .Select(static line => line.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries))
                    .Where(static fields => fields.Length == 8 && fields[7].StartsWith('/'))
                    .Select(static fields => fields[7])
                    .Distinct(StringComparer.Ordinal)
                    .Where(path => !IsHidden(path, folders) && File.Exists(path))
                    .Take(MaxSockets),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
