namespace Aspire.Hosting;

/// <summary>The application cannot be built, started or run; the message is for people.</summary>
public class DistributedApplicationException : Exception
{
    /// <summary>Without a message.</summary>
    public DistributedApplicationException()
    {
    }

    /// <summary>With a message.</summary>
    public DistributedApplicationException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public DistributedApplicationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>A parameter has no value.</summary>
public class MissingParameterValueException : DistributedApplicationException
{
    /// <summary>With a message.</summary>
    public MissingParameterValueException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public MissingParameterValueException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>What the application is built for.</summary>
public enum DistributedApplicationOperation
{
    /// <summary>To run.</summary>
    Run = 0,

    /// <summary>To be published.</summary>
    Publish = 1,
}

/// <summary>What the application is built for.</summary>
/// <param name="operation">Run or publish; this host only runs.</param>
public class DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
{
    /// <summary>Run or publish.</summary>
    public DistributedApplicationOperation Operation { get; } = operation;

    /// <summary>Whether it is to run.</summary>
    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

    /// <summary>Whether it is to be published.</summary>
    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;
}

/// <summary>How the builder is made.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>The command-line arguments: configuration as <c>--Key=value</c>.</summary>
    public string[]? Args { get; set; }

    /// <summary>The name of the AppHost's assembly; the entry assembly if left out.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>Whether the resource dashboard is left out.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>Whether the resources' logs are written to the host's logger, category <c>{application}.Resources.{name}</c>.</summary>
    public bool EnableResourceLogging { get; set; }

    /// <summary>Whether plain http is fine; this host uses nothing else on loopback.</summary>
    public bool AllowUnsecuredTransport { get; set; }

    /// <summary>The AppHost's folder; that of its project if left out.</summary>
    public string? ProjectDirectory { get; set; }

    /// <summary>The application's name on the dashboard; that of the AppHost if left out.</summary>
    public string? DashboardApplicationName { get; set; }
}
