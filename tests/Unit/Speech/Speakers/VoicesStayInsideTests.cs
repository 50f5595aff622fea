using System.Reflection;
using System.Text.Json;
using Mono.Cecil;
using Platform.Contracts.PublicApi;
using Platform.Speech.Speakers;
using Shouldly;
using Xunit;

namespace Platform.Unit.Speech.Speakers;

/// <summary>Vectors of voices are biometric data: nothing hands them out, writes them down or keeps them.</summary>
public sealed class VoicesStayInsideTests
{
    private const string Namespace = "Platform.Speech.Speakers";

    // All that is done with files: one is opened and read.
    private static readonly string[] s_files =
    [
        "System.IO.File.OpenHandle", "System.IO.RandomAccess.GetLength", "System.IO.RandomAccess.Read",
        "System.IO.EndOfStreamException..ctor", "System.IO.InvalidDataException..ctor",
    ];

    private static readonly string[] s_waysOut = ["System.Console", "System.Diagnostics.", "System.IO.", "System.Net.", "System.Text.Json.", "Microsoft.Extensions.", "OpenTelemetry."];

    [Fact]
    public void No_public_member_exposes_a_vector()
    {
        var types = typeof(SpeakerLabeller).Assembly.GetExportedTypes().Where(type => type.Namespace == Namespace).ToList();
        types.ShouldContain(typeof(SpeakerModel));
        var members = types.SelectMany(type => type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)).ToList();
        members.Count.ShouldBeGreaterThan(5);
        members.SelectMany(TypesOf).SelectMany(Parts)
            .ShouldAllBe(type => type != typeof(float) && type != typeof(Half) && type != typeof(byte) && type != typeof(object));
    }

    [Fact]
    public void Only_a_number_is_stored_with_a_word()
    {
        typeof(CaptionWord).GetProperties().Where(property => property.Name != "EqualityContract").ToDictionary(property => property.Name, property => property.PropertyType)
            .ShouldBe(
                new Dictionary<string, Type>
                {
                    ["Text"] = typeof(string),
                    ["Start"] = typeof(double),
                    ["End"] = typeof(double),
                    ["Confidence"] = typeof(double?),
                    ["Speaker"] = typeof(int?),
                },
                ignoreOrder: true);
        var talk = Conversation.Of((0, 6), (1, 6));

        var labelled = SpeakerLabeller.Label(talk.Words, talk.Windows, talk.Voices(), 2, CancellationToken.None);

        JsonSerializer.Serialize(labelled).ShouldBe(JsonSerializer.Serialize(talk.Words.Zip(talk.Expected(), (word, speaker) => word with { Speaker = speaker })));
    }

    [Fact]
    public void Code_with_access_to_vectors_writes_to_no_file_log_span_or_network()
    {
        var called = Types().SelectMany(type => type.Methods).Where(method => method.HasBody).SelectMany(method => method.Body.Instructions)
            .Select(instruction => instruction.Operand).OfType<MethodReference>()
            .Select(method => $"{method.DeclaringType.FullName}.{method.Name}").Distinct().ToList();

        called.ShouldContain("System.IO.RandomAccess.Read");
        called.Where(name => s_waysOut.Any(way => name.StartsWith(way, StringComparison.Ordinal))).Except(s_files).ShouldBeEmpty();
    }

    [Fact]
    public void No_vector_outlives_its_sound()
    {
        // But for what the compiler keeps for itself, which are delegates.
        var kept = Types().SelectMany(type => type.Fields).Where(field => field.IsStatic && !field.IsLiteral && !field.Name.StartsWith('<'));
        kept.ShouldBeEmpty("what is static is there for as long as the process");

        string[] owners = [typeof(SpeakerLabeller).FullName!, typeof(SpeakerModel).FullName!];
        Types().Where(type => owners.Contains(type.FullName)).SelectMany(type => type.Fields).Where(field => !field.IsLiteral).Select(field => field.FieldType.Name)
            .ShouldBe(["IVoiceModel", "InferenceSession", "RunOptions"], ignoreOrder: true);
    }

    private static IEnumerable<TypeDefinition> Types() =>
        AssemblyDefinition.ReadAssembly(typeof(SpeakerLabeller).Assembly.Location, new ReaderParameters { InMemory = true })
            .MainModule.GetTypes().Where(type => Outermost(type).Namespace == Namespace);

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<Type> TypesOf(MemberInfo member) => member switch
    {
        MethodInfo method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType),
        ConstructorInfo constructor => constructor.GetParameters().Select(parameter => parameter.ParameterType),
        PropertyInfo property => [property.PropertyType],
        FieldInfo field => [field.FieldType],
        EventInfo @event => [@event.EventHandlerType!],
        _ => [],
    };

    private static IEnumerable<Type> Parts(Type type) =>
        (type.HasElementType ? Parts(type.GetElementType()!) : type.GetGenericArguments().SelectMany(Parts)).Prepend(type);
}
