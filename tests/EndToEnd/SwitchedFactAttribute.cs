using Xunit;

namespace Platform.EndToEnd;

/// <summary>A test that runs only where an environment variable is set, as a target of the Makefile does.</summary>
internal sealed class SwitchedFactAttribute : FactAttribute
{
    /// <param name="variable">The variable.</param>
    /// <param name="target">The target that sets it.</param>
    public SwitchedFactAttribute(string variable, string target)
    {
        if (!IsSet(variable))
        {
            Skip = $"Runs with make {target}.";
        }
    }

    public static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };
}
