using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Platform.Unit.Architecture;

public sealed partial class ArchitectureTests(ITestOutputHelper output)
{
    private const string TableBegins = "<!-- dependencies -->\n";
    private const string TableEnds = "<!-- /dependencies -->";

    // Who may know whom. What is not here is not allowed.
    private static readonly Dictionary<string, string[]> s_mayReference = new()
    {
        ["AppHost"] = ["ApiGateway", "Broker", "Frontend", "JobManager", "Operations", "Worker"],
        ["Frontend"] = ["Contracts", "ServiceDefaults"],
        ["ApiGateway"] = ["Captions", "Contracts", "ObjectStorage", "ServiceDefaults"],
        ["JobManager"] = ["Contracts", "ServiceDefaults"],
        ["Broker"] = ["Contracts", "ServiceDefaults"],
        ["Operations"] = ["Contracts", "ServiceDefaults"],
        ["Worker"] = ["Captions", "Contracts", "ObjectStorage", "Recogniser", "ServiceDefaults", "Speech"],
        ["Maintenance"] = ["ObjectStorage", "ServiceDefaults"],
        ["Recogniser"] = ["Speech"],
        ["Captions"] = ["Contracts"],
        ["Speech"] = ["Contracts"],
        ["Client"] = ["Contracts"],
        ["Objectives"] = [],
        ["ObjectStorage"] = ["ServiceDefaults"],
        ["Contracts"] = [],
        ["ServiceDefaults"] = [],
    };

    // What a project's own code may reach past the platform's own services.
    private static readonly Dictionary<string, string[]> s_mayReach = new()
    {
        ["AppHost"] = [],
        ["Frontend"] = [],
        ["ApiGateway"] = ["PostgreSQL", "Redis", "SMTP"],
        ["JobManager"] = ["PostgreSQL", "RabbitMQ", "Redis"],
        ["Broker"] = ["PostgreSQL", "Redis"],
        ["Operations"] = ["PostgreSQL", "SMTP"],
        ["Worker"] = ["RabbitMQ"],
        ["Maintenance"] = ["PostgreSQL"],
        ["Recogniser"] = [],
        ["Captions"] = [],
        ["Speech"] = [],
        ["Client"] = [],
        ["Objectives"] = [],
        ["ObjectStorage"] = ["S3"],
        ["Contracts"] = [],
        ["ServiceDefaults"] = ["PostgreSQL", "RabbitMQ", "Redis"],
    };

    // The only projects that may name these schemas of the database.
    private static readonly Dictionary<string, string> s_schemaOwners = new()
    {
        ["jobs"] = "JobManager",
        ["broker"] = "Broker",
        ["operations"] = "Operations",
        ["identity"] = "ApiGateway",
    };

    // Moves tables from one owner to another, so it names the schemas of both.
    private const string HandOver = "_hand_over_";

    public static TheoryData<string> Projects => [.. ProductProject.All.Select(project => project.Name)];

    public static TheoryData<string> Assemblies => [.. ProductProject.WithAssemblies.Select(project => project.Name)];

    [Fact]
    public void Every_product_project_has_rules_and_a_built_assembly_here()
    {
        var folders = Directory.GetDirectories(RepositoryRoot.Path)
            .Select(folder => Path.GetFileName(folder))
            .Where(name => File.Exists(RepositoryRoot.Combine(name, $"{name}.csproj")));

        folders.ShouldBe(s_mayReference.Keys, ignoreOrder: true);
        ProductProject.All.Select(project => project.Name).ShouldBe(s_mayReference.Keys, ignoreOrder: true);
        ProductProject.WithAssemblies.Select(project => project.Name).ShouldBe(s_mayReference.Keys.Where(name => name != "AppHost"), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Projects_reference_only_allowed_projects(string project) =>
        ProductProject.Named(project).References.ShouldBeSubsetOf(s_mayReference[project]);

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Projects_reach_only_allowed_servers(string project) =>
        DependencyTable.Reached(ProductProject.Named(project)).ShouldBeSubsetOf(s_mayReach[project]);

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Folders_of_a_project_have_no_cyclic_dependencies(string project) =>
        NamespaceCycles.In(ProductProject.Named(project).Assembly!).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Namespaces_begin_with_the_name_of_the_project(string project) =>
        ProductProject.Named(project).Assembly!.MainModule.Types
            .Where(type => type.Namespace.StartsWith("Platform", StringComparison.Ordinal))
            .ShouldAllBe(type => $"{type.Namespace}.".StartsWith($"Platform.{project}.", StringComparison.Ordinal));

    [Fact]
    public void No_two_projects_have_types_of_the_same_name()
    {
        var types = ProductProject.WithAssemblies
            .SelectMany(project => project.Assembly!.MainModule.GetTypes().Where(IsKnownOutside).Select(type => (Name: type.Name.Split('`')[0], Project: project.Name)))
            .Distinct()
            .ToLookup(type => type.Name, type => type.Project);

        types.Count.ShouldBeGreaterThan(500);
        types.Where(type => type.Count() > 1).Select(type => $"{type.Key} in {string.Join(" and ", type)}").ShouldBeEmpty();
    }

    [Fact]
    public void Frontend_uses_only_public_contracts()
    {
        var used = ProductProject.Named("Frontend").Assembly!.MainModule.GetTypeReferences()
            .Where(type => type.Scope.Name == "Contracts")
            .Select(type => TypeDependencies.Outermost(type).Namespace)
            .Distinct();

        used.ShouldBeSubsetOf(["Platform.Contracts.PublicApi", "Platform.Contracts.Jobs"]);
    }

    /// <summary>Everybody who references the contracts gets their packages, programs of other teams by the published client too.</summary>
    [Fact]
    public void Contracts_bring_no_packages_but_those_of_their_messages() =>
        ProductProject.Named("Contracts").Packages.ShouldBe(["Google.Protobuf", "Grpc.Core.Api"]);

    [Fact]
    public void Contracts_contain_no_logic()
    {
        var methods =
            from type in ProductProject.Named("Contracts").Assembly!.MainModule.GetTypes()
            where type.BaseType?.Name != "JsonSerializerContext" && !IsGenerated(type)
            where type.DeclaringType?.BaseType?.Name != "JsonSerializerContext" && type.Namespace != "System.Text.Json.Serialization"
            // The names of the queues are a contract too, and depend on lane and worker.
            where type.Name != "JobQueues"
            // Two of its properties are one field in JSON, to everybody who reads and writes it.
            where type.Name is not ("CaptionsInputConverter" or "SpeakersWantedConverter")
            from method in type.Methods
            where method.HasBody && !method.IsConstructor && !HasAttribute(method, "CompilerGeneratedAttribute")
            // Of a record's members the compiler marks all but these two.
            where !(method.IsGetter && method.Name == "get_EqualityContract") && method.Name != "<Clone>$"
            select method.FullName;

        methods.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Database_schemas_are_named_only_by_their_owner(string project)
    {
        var product = ProductProject.Named(project);
        var texts = product.Assembly!.MainModule.GetTypes()
            .SelectMany(type => type.Methods.Where(method => method.HasBody).SelectMany(method => method.Body.Instructions)
                .Where(instruction => instruction.OpCode == OpCodes.Ldstr).Select(instruction => (string)instruction.Operand)
                .Concat(type.Fields.Where(field => field.HasConstant).Select(field => field.Constant).OfType<string>()))
            .Concat(Directory.EnumerateFiles(product.Folder, "*.sql", SearchOption.AllDirectories)
                .Where(file => !Path.GetFileName(file).Contains(HandOver, StringComparison.Ordinal)).Select(File.ReadAllText));

        var foreign = s_schemaOwners.Where(schema => schema.Value != project).Select(schema => schema.Key).ToList();
        texts.SelectMany(text => SchemaInSql().Matches(text)).Select(match => match.Groups["schema"].Value.ToLowerInvariant())
            .Where(foreign.Contains).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("SELECT id FROM jobs.job WHERE true", "jobs")]
    [InlineData("insert into \"jobs\".\"job\" (id) values (1)", "jobs")]
    [InlineData("UPDATE identity.users SET x = 1", "identity")]
    [InlineData("CREATE SCHEMA IF NOT EXISTS jobs", "jobs")]
    [InlineData("Update jobs. Then wait.", null)]
    [InlineData("jobs.captions.normal", null)]
    public void Schema_is_recognised_in_sql_and_nowhere_else(string text, string? schema) =>
        SchemaInSql().Match(text).Groups["schema"].Value.ShouldBe(schema ?? "");

    [Theory]
    [MemberData(nameof(Projects))]
    public void Program_is_short(string project)
    {
        var program = SourcesOf(ProductProject.Named(project)).SingleOrDefault(file => Path.GetFileName(file) == "Program.cs");
        if (program is not null)
        {
            File.ReadLines(program).Count().ShouldBeLessThanOrEqualTo(25);
        }
    }

    [Fact]
    public void The_dependency_table_in_architecture_md_is_up_to_date()
    {
        var table = DependencyTable.Render();
        output.WriteLine(table);

        var document = File.ReadAllText(RepositoryRoot.Combine("docs", "architecture.md"));
        var begin = document.IndexOf(TableBegins, StringComparison.Ordinal) + TableBegins.Length;
        document[begin..document.IndexOf(TableEnds, begin, StringComparison.Ordinal)].Split('\n').ShouldBe(table.Split('\n'));
    }

    internal static IEnumerable<string> SourcesOf(ProductProject project) =>
        Directory.EnumerateFiles(project.Folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(project.Folder, file).StartsWith("obj/", StringComparison.Ordinal)
                && !Path.GetRelativePath(project.Folder, file).StartsWith("bin/", StringComparison.Ordinal));

    // Not what a class keeps to itself, nor what the compiler adds, whose names no file has or which is in no namespace of ours.
    private static bool IsKnownOutside(TypeDefinition type) =>
        !type.IsNestedPrivate && !type.Name.Contains('<', StringComparison.Ordinal) && TypeDependencies.Outermost(type).Namespace.StartsWith("Platform", StringComparison.Ordinal);

    // The compilers of messages and services mark members, and the holders of descriptors not at all.
    private static bool IsGenerated(TypeDefinition type) =>
        HasAttribute(type, "CompilerGeneratedAttribute") || HasAttribute(type, "GeneratedCodeAttribute")
        || type.Methods.Any(method => HasAttribute(method, "GeneratedCodeAttribute"))
        || (type.Namespace == "Platform.Contracts.Internal" && type.Name.EndsWith("Reflection", StringComparison.Ordinal))
        || (type.DeclaringType is { } outer && IsGenerated(outer));

    private static bool HasAttribute(ICustomAttributeProvider provider, string name) =>
        provider.CustomAttributes.Any(attribute => attribute.AttributeType.Name == name);

    [GeneratedRegex(
        """\b(from|into|update|join|table|schema|exists|on|truncate|references)\s+"?(?<schema>jobs|broker|operations|identity)"?(\."?[a-z_]+"?|\s*(;|$))""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SchemaInSql();
}
