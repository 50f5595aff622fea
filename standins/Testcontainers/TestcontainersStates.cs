namespace DotNet.Testcontainers.Containers;

/// <summary>States of a container.</summary>
public enum TestcontainersStates
{
    /// <summary>Not created yet, or deleted.</summary>
    Undefined,

    /// <summary>Created, not started.</summary>
    Created,

    /// <summary>Starting again.</summary>
    Restarting,

    /// <summary>Running.</summary>
    Running,

    /// <summary>Frozen.</summary>
    Paused,

    /// <summary>Stopped.</summary>
    Exited,

    /// <summary>Failed to stop.</summary>
    Dead,
}
