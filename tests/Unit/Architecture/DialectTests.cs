using System.Text.RegularExpressions;
using Mono.Cecil;
using Shouldly;
using Xunit;

namespace Platform.Unit.Architecture;

/// <summary>Holds the rules of the dialect in CONTRIBUTING.md that no analyzer knows.</summary>
public sealed partial class DialectTests
{
    private const int MaxDependencies = 7;

    // They await with ConfigureAwait(false), which an analyzer demands of them; nothing else does.
    private static readonly string[] s_libraries = ["Captions", "Client", "Contracts", "ObjectStorage", "Recogniser", "ServiceDefaults", "Speech"];

    // A folder whose classes register services, whatever their names are.
    private static readonly string[] s_composingFolders = ["Platform.ServiceDefaults.Dependencies"];

    // Classes that find services, besides those that register them, and why these may.
    private static readonly Dictionary<string, string> s_mayFindServices = new(StringComparer.Ordinal)
    {
        ["Platform.ApiGateway.Commands"] = "a command of the program is no request, so that nothing is injected into it",
        ["Platform.ApiGateway.Queues.PublicMessageEndpoints"] = "its handlers are made once, with the routes",
        ["Platform.ApiGateway.Stats.StatsEndpoint"] = "it registers what its route counts",
        ["Platform.Client.Consuming.QueueConsumer`1"] = "each message is handled in a scope of its own",
        ["Platform.ServiceDefaults.Exposition.MetricsEndpoint"] = "it answers without binding of parameters, in every service",
        ["Platform.ServiceDefaults.Health.HealthEndpoints"] = "they answer without binding of parameters, in every service",
        ["Platform.ServiceDefaults.Health.HealthMonitor"] = "the framework makes health checks from a provider",
        ["Platform.ServiceDefaults.LogFiles.LogFileEndpoints"] = "they answer without binding of parameters, in every service",
        ["Platform.ServiceDefaults.Telemetry.MetricsActivation"] = "it makes what was registered, whatever it is",
    };

    private static readonly string[] s_finders =
    [
        "System.IServiceProvider",
        "Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions",
        "Microsoft.Extensions.DependencyInjection.ServiceProviderKeyedServiceExtensions",
    ];

    public static TheoryData<string> Projects => [.. ProductProject.All.Select(project => project.Name)];

    public static TheoryData<string> Assemblies => [.. ProductProject.WithAssemblies.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Constructors_have_at_most_seven_parameters(string project) =>
        TypesOf(project).Where(type => !IsRecord(type)).SelectMany(type => type.Methods)
            .Where(method => method is { IsConstructor: true, IsStatic: false } && method.Parameters.Count > MaxDependencies)
            .Select(method => $"{method.DeclaringType.FullName} has {method.Parameters.Count}").ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Handlers_of_routes_have_at_most_seven_parameters(string project) =>
        TypesOf(project).Where(type => IsOfRoutes(TypeDependencies.Outermost(type).Name)).SelectMany(type => type.Methods)
            .Where(method => !method.IsConstructor && method.Parameters.Count > MaxDependencies)
            .Select(method => $"{method.FullName} has {method.Parameters.Count}").ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Services_are_found_only_where_they_are_registered(string project) =>
        TypesOf(project).Where(FindsServices).Select(TypeDependencies.Outermost)
            .Where(type => !type.Name.EndsWith("Extensions", StringComparison.Ordinal) && type.Name != "Program")
            .Where(type => !s_composingFolders.Contains(type.Namespace, StringComparer.Ordinal))
            .Select(type => type.FullName).Distinct(StringComparer.Ordinal)
            .Where(name => !s_mayFindServices.ContainsKey(name)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Log_messages_are_private_methods_of_instances(string project) =>
        TypesOf(project).SelectMany(type => type.Methods)
            .Where(method => method.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "LoggerMessageAttribute"))
            .Where(method => method.IsStatic || !method.IsPrivate)
            .Select(method => method.FullName).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Projects))]
    public void Awaits_are_configured_by_libraries_only(string project) =>
        (s_libraries.Contains(project, StringComparer.Ordinal) ? [] : ArchitectureTests.SourcesOf(ProductProject.Named(project)))
            .Where(file => File.ReadAllText(file).Contains("ConfigureAwait(false)", StringComparison.Ordinal)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Projects))]
    public void What_is_added_mapped_and_set_is_in_classes_that_are_named_so(string project) =>
        ArchitectureTests.SourcesOf(ProductProject.Named(project)).SelectMany(file => Misplaced(File.ReadAllText(file))).ShouldBeEmpty();

    [Theory]
    [InlineData("internal static class MailExtensions { public static void AddMail(this IHostApplicationBuilder builder) { } }", false)]
    [InlineData("internal static class JobEndpoints { public static void MapJobs(this WebApplication app) { } }", false)]
    [InlineData("internal static class Mail { public static void AddMail(this IHostApplicationBuilder builder) { } }", true)]
    [InlineData("internal static class Mail { public static T WithMail<T>(this IResourceBuilder<T> builder) => builder; }", true)]
    [InlineData("internal static class Failures { public static bool IsTemporary(this Exception exception) => true; }", false)]
    public void Misplaced_extensions_are_recognised(string source, bool isMisplaced) => Misplaced(source).Any().ShouldBe(isMisplaced);

    [Fact]
    public void Classes_that_find_services_are_recognised()
    {
        TypesOf("ApiGateway").Single(type => type.FullName == "Platform.ApiGateway.Mail.MailExtensions").NestedTypes.ShouldContain(type => FindsServices(type));
        TypesOf("ApiGateway").Single(type => type.FullName == "Platform.ApiGateway.Mail.DueMails").NestedTypes.ShouldNotContain(type => FindsServices(type));
    }

    private static bool FindsServices(TypeDefinition type) => type.Methods.Where(method => method.HasBody).SelectMany(method => method.Body.Instructions)
        .Any(step => step.Operand is MethodReference called && s_finders.Contains(called.DeclaringType.FullName, StringComparer.Ordinal));

    // Without what the compiler makes of anonymous types, whose constructors take each of their values.
    private static IEnumerable<TypeDefinition> TypesOf(string project) =>
        ProductProject.Named(project).Assembly!.MainModule.GetTypes()
            .Where(type => TypeDependencies.Outermost(type) is { } outermost
                && (outermost.Name == "Program" || outermost.Namespace.StartsWith("Platform.", StringComparison.Ordinal)));

    // Records hold values, not dependencies. This method is the one that the compiler gives to each of them, and to nothing else.
    private static bool IsRecord(TypeDefinition type) => type.Methods.Any(method => method.Name == "PrintMembers");

    private static bool IsOfRoutes(string name) => name.EndsWith("Endpoints", StringComparison.Ordinal) || name.EndsWith("Endpoint", StringComparison.Ordinal);

    private static IEnumerable<string> Misplaced(string source) =>
        Registrations().Matches(source)
            .Select(method => (Class: StaticClasses().Matches(source).Last(type => type.Index < method.Index).Groups["name"].Value, Method: method.Groups["name"].Value))
            .Where(found => !found.Class.EndsWith("Extensions", StringComparison.Ordinal) && !IsOfRoutes(found.Class))
            .Select(found => $"{found.Class}.{found.Method}");

    [GeneratedRegex(
        @"\b(public|internal)\s+static\s+[^;{}=]*?\b(?<name>(Add|Map|With)[A-Z]\w*)(<[^()]*>)?\(\s*this\s", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Registrations();

    [GeneratedRegex(@"\bstatic\s+(partial\s+)?class\s+(?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StaticClasses();
}
