using System.Text.Json.Serialization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting
{
    /// <summary>What is known of a .NET project.</summary>
    public interface IProjectMetadata : IResourceAnnotation
    {
        /// <summary>The full path of the project file.</summary>
        string ProjectPath { get; }

        /// <summary>Its launch settings; null to read them from the project's folder.</summary>
        LaunchSettings? LaunchSettings => null;

        /// <summary>Whether it is built already.</summary>
        bool SuppressBuild => false;

        /// <summary>Whether it is a single file.</summary>
        bool IsFileBasedApp => false;
    }

    /// <summary>Resources whose endpoints others find by name.</summary>
    public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;

    /// <summary>The content of launchSettings.json.</summary>
    public sealed class LaunchSettings
    {
        /// <summary>The profiles by name.</summary>
        [JsonPropertyName("profiles")]
        public Dictionary<string, LaunchProfile> Profiles { get; set; } = [];
    }

    /// <summary>A way to start a project.</summary>
    public sealed class LaunchProfile
    {
        /// <summary>What starts it, such as <c>Project</c>.</summary>
        [JsonPropertyName("commandName")]
        public string? CommandName { get; set; }

        /// <summary>Its arguments.</summary>
        [JsonPropertyName("commandLineArgs")]
        public string? CommandLineArgs { get; set; }

        /// <summary>The URLs that it listens on, joined by semicolons.</summary>
        [JsonPropertyName("applicationUrl")]
        public string? ApplicationUrl { get; set; }

        /// <summary>Its environment variables.</summary>
        [JsonPropertyName("environmentVariables")]
        public Dictionary<string, string> EnvironmentVariables { get; set; } = [];
    }

    /// <summary>How a project is made a resource.</summary>
    public class ProjectResourceOptions
    {
        /// <summary>The launch profile to use; the first one that starts the project if left out.</summary>
        public string? LaunchProfileName { get; set; }

        /// <summary>Whether no launch profile is used.</summary>
        public bool ExcludeLaunchProfile { get; set; }

        /// <summary>Whether Kestrel's endpoints in the project's settings are left alone.</summary>
        public bool ExcludeKestrelEndpoints { get; set; }
    }
}

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>A server that the published package runs in a container; this host runs it as a native process.</summary>
    /// <param name="name">The resource's name.</param>
    /// <param name="entrypoint">The program in the container.</param>
    public class ContainerResource(string name, string? entrypoint = null)
        : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport, IResourceWithProbes, IComputeResource
    {
        /// <summary>The program in the container.</summary>
        public string? Entrypoint { get; set; } = entrypoint;
    }

    /// <summary>A program.</summary>
    /// <param name="name">The resource's name.</param>
    /// <param name="command">The program: a full path, or a name looked up in PATH.</param>
    /// <param name="workingDirectory">The folder that it runs in.</param>
    public class ExecutableResource(string name, string command, string workingDirectory)
        : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport, IResourceWithProbes, IComputeResource
    {
        /// <summary>The program.</summary>
        public string Command { get; } = command;

        /// <summary>The folder that it runs in.</summary>
        public string WorkingDirectory { get; } = workingDirectory;
    }

    /// <summary>A .NET project.</summary>
    /// <param name="name">The resource's name.</param>
    public class ProjectResource(string name)
        : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport, IResourceWithProbes, IComputeResource;

    /// <summary>A value from configuration (section <c>Parameters</c>).</summary>
    public class ParameterResource : Resource, IExpressionValue
    {
        private readonly Lazy<string> _value;

        /// <summary>Makes a parameter.</summary>
        /// <param name="name">The resource's name.</param>
        /// <param name="callback">Gives the value; called once.</param>
        /// <param name="secret">Whether the value is kept out of sight.</param>
        public ParameterResource(string name, Func<ParameterDefault?, string> callback, bool secret = false)
            : base(name)
        {
            Secret = secret;
            _value = new Lazy<string>(() => callback(Default));
        }

        /// <summary>What gives the value when configuration does not.</summary>
        public ParameterDefault? Default { get; set; }

        /// <summary>Whether the value is kept out of sight.</summary>
        public bool Secret { get; }

        /// <summary>What it is for.</summary>
        public string? Description { get; set; }

        /// <inheritdoc />
        public string ValueExpression => $"{{{Name}.value}}";

        /// <inheritdoc />
        public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) => new(_value.Value);
    }

    /// <summary>Gives a parameter's value when configuration does not.</summary>
    public abstract class ParameterDefault
    {
        /// <summary>The value.</summary>
        public abstract string GetDefaultValue();
    }

    /// <summary>Generates a random value from a cryptographic source.</summary>
    public sealed class GenerateParameterDefault : ParameterDefault
    {
        /// <summary>Its least length.</summary>
        public int MinLength { get; set; }

        /// <summary>Whether it may have lower-case letters.</summary>
        public bool Lower { get; set; } = true;

        /// <summary>Whether it may have upper-case letters.</summary>
        public bool Upper { get; set; } = true;

        /// <summary>Whether it may have digits.</summary>
        public bool Numeric { get; set; } = true;

        /// <summary>Whether it may have other characters.</summary>
        public bool Special { get; set; } = true;

        /// <summary>Least number of lower-case letters.</summary>
        public int MinLower { get; set; }

        /// <summary>Least number of upper-case letters.</summary>
        public int MinUpper { get; set; }

        /// <summary>Least number of digits.</summary>
        public int MinNumeric { get; set; }

        /// <summary>Least number of other characters.</summary>
        public int MinSpecial { get; set; }

        /// <inheritdoc />
        public override string GetDefaultValue() => PasswordGenerator.Generate(this);
    }
}
