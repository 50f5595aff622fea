using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using NativeServers;

namespace Aspire.Hosting.Orchestration;

/// <summary>Says how each kind of resource becomes a process.</summary>
internal sealed class ProcessPlanner(ProcessEnvironment environment, LocalStore store, Assembly? appHost)
{
    public static bool HasProcess(IResource resource)
        => resource is ProjectResource or ExecutableResource || resource.HasAnnotationOfType<NativeServerAnnotation>();

    /// <exception cref="DistributedApplicationException">A program or a build is missing; the message says which.</exception>
    public async Task<ProcessPlan> PlanAsync(IResource resource, int instance, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            var resolved = await environment.ResolveAsync(resource, instance, logger, cancellationToken).ConfigureAwait(false);
            var args = await ProcessEnvironment.ArgumentsAsync(resource, cancellationToken).ConfigureAwait(false);
            return resource switch
            {
                ProjectResource project => Project(project, resolved, args),
                ExecutableResource executable => Executable(executable, resolved, args),
                _ => await ServerAsync(resource, resolved, args, cancellationToken).ConfigureAwait(false),
            };
        }
        catch (MissingProgramException exception)
        {
            throw new DistributedApplicationException($"'{resource.Name}' cannot start: {exception.Message}", exception);
        }
    }

    /// <summary>Looks whether what the resource runs is installed, without asking for values that others give.</summary>
    /// <exception cref="DistributedApplicationException">It is not; the message says what is missing.</exception>
    public async Task CheckAsync(IResource resource, CancellationToken cancellationToken)
    {
        try
        {
            if (resource is ExecutableResource executable)
            {
                Executable(executable, new ResolvedEnvironment([], []), []);
            }
            else if (resource.TryGetLastAnnotation<NativeServerAnnotation>(out var how))
            {
                await how.CreateAsync(new NativeServerContext(store.DataFolder(resource.Name), []), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (MissingProgramException exception)
        {
            throw new DistributedApplicationException($"'{resource.Name}' cannot start: {exception.Message}", exception);
        }
    }

    private static ProcessPlan Executable(ExecutableResource executable, ResolvedEnvironment resolved, List<string> args)
    {
        var program = executable.Command.Contains('/', StringComparison.Ordinal)
            ? Path.GetFullPath(executable.Command, executable.WorkingDirectory)
            : Programs.Find(executable.Command, executable.Command);
        if (!File.Exists(program))
        {
            throw new DistributedApplicationException($"'{executable.Name}' cannot start: {program} does not exist.");
        }

        if (!Directory.Exists(executable.WorkingDirectory))
        {
            throw new DistributedApplicationException($"'{executable.Name}' cannot start: its folder {executable.WorkingDirectory} does not exist.");
        }

        return new ProcessPlan
        {
            CommandLine = [program, .. args],
            WorkingDirectory = executable.WorkingDirectory,
            Environment = resolved.Variables,
            SecretVariables = resolved.Secrets,
            Properties = [new("executable.path", program), new("executable.args", string.Join(' ', args)), new("executable.workDir", executable.WorkingDirectory)],
        };
    }

    private ProcessPlan Project(ProjectResource project, ResolvedEnvironment resolved, List<string> args)
    {
        var file = project.GetProjectMetadata().ProjectPath;
        var output = OutputOf(file);
        if (!File.Exists(output))
        {
            throw new DistributedApplicationException($"'{project.Name}' cannot start: {output} does not exist; build {file} first.");
        }

        return new ProcessPlan
        {
            CommandLine = [Dotnet(), "exec", output, .. args],
            WorkingDirectory = Path.GetDirectoryName(file)!,
            Environment = resolved.Variables,
            SecretVariables = resolved.Secrets,
            Properties = [new("project.path", file), new("executable.args", string.Join(' ', args))],
        };
    }

    private async Task<ProcessPlan> ServerAsync(IResource resource, ResolvedEnvironment resolved, List<string> args, CancellationToken cancellationToken)
    {
        resource.TryGetLastAnnotation<NativeServerAnnotation>(out var how);
        var server = await how!.CreateAsync(new NativeServerContext(store.DataFolder(resource.Name), args), cancellationToken).ConfigureAwait(false);
        var variables = new Dictionary<string, string>(server.Environment);
        foreach (var (name, value) in resolved.Variables)
        {
            variables[name] = value;
        }

        return new ProcessPlan
        {
            CommandLine = server.CommandLine(),
            WorkingDirectory = server.WorkingFolder ?? "/",
            Environment = variables,
            SecretVariables = resolved.Secrets,
            StopSignal = server.StopSignal,
            PrepareAsync = server.PrepareAsync,
            Notice = server.Notice,
            Properties = [new("executable.path", server.Executable), new("data.folder", server.DataFolder)],
        };
    }

    // The AppHost's build notes where those of its projects are; a project added by its file is built the same way.
    private string OutputOf(string projectFile)
        => DistributedApplicationBuilder.Metadata(appHost, "output:" + projectFile)
            ?? Path.Combine(
                Path.GetDirectoryName(projectFile)!,
                "bin",
                DistributedApplicationBuilder.Metadata(appHost, "apphostconfiguration") ?? "Debug",
                "net" + Environment.Version.ToString(2),
                Path.GetFileNameWithoutExtension(projectFile) + ".dll");

    private static string Dotnet()
        => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host && File.Exists(host)
            ? host
            : Environment.ProcessPath is { } self && Path.GetFileName(self) == "dotnet" ? self : Programs.Find("dotnet", "dotnet-sdk-10.0");
}
