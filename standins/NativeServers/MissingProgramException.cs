namespace NativeServers;

/// <summary>A program of the operating system's packages is not installed.</summary>
public sealed class MissingProgramException : Exception
{
    /// <summary>Names the program and the package in one line.</summary>
    public MissingProgramException(string program, string package)
        : base($"{program} is not installed: run eng/install-programs, or apt-get install {package}")
    {
        Program = program;
        Package = package;
    }

    /// <summary>The program's file name.</summary>
    public string Program { get; }

    /// <summary>Debian's package that brings it.</summary>
    public string Package { get; }
}
