using System.Text;
using System.Text.Json;
using Platform.Fuzz.Cases;
using Platform.Fuzz.Document;
using Platform.Fuzz.Drafts;
using Platform.Fuzz.Inputs;
using Platform.Fuzz.Mutations;
using Platform.Fuzz.World;
using Shouldly;
using Xunit;

namespace Platform.Unit.Fuzz.Mutations;

/// <summary>That what is said to be wrong in a request is, and nothing else.</summary>
public sealed class SpotMutationsTests
{
    private const string Document =
        """
        {
          "paths": {
            "/things/{id}": {
              "put": {
                "operationId": "PutThing",
                "parameters": [
                  { "name": "limit", "in": "query", "required": true, "schema": { "type": "integer" }, "description": "1 to 1,000, 50 if not said." },
                  { "name": "since", "in": "query", "schema": { "type": "string", "format": "date-time" } }
                ],
                "requestBody": { "content": { "application/json": {
                  "schema": { "$ref": "#/components/schemas/Thing" },
                  "example": { "name": "a thing", "tags": ["b"] } } } },
                "security": [{ "bearer": [] }],
                "responses": { "200": {} }
              }
            }
          },
          "components": { "schemas": { "Thing": { "type": "object", "required": ["name"], "properties": {
            "name": { "type": "string" },
            "tags": { "type": ["null", "array"], "items": { "type": "string" } },
            "size": { "type": ["integer", "string"], "description": "0 to 9." },
            "part": { "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Thing" }] } } } } }
        }
        """;

    private static readonly Uri s_server = new("http://localhost:1");
    private static readonly ApiOperation s_operation = ApiDocument.Parse(Document).Operations.Single();

    [Fact]
    public void Every_value_of_a_request_can_be_mutated_including_optional_and_undocumented_ones() =>
        Spot.In(Draft()).Select(spot => spot.ToString()).ShouldBe(
            [
                "query limit", "path id", "header Authorization",
                "body ", "body name", "body tags", "body tags[0]", "body size", "body part",
            ],
            ignoreOrder: true);

    [Theory]
    [InlineData("body name", "NUL in it", "{\"name\":\"a t\\u0000hing\",\"tags\":[\"b\"]}")]
    [InlineData("body tags[0]", "first half of a pair", "{\"name\":\"a thing\",\"tags\":[\"\\ud800b\"]}")]
    [InlineData("body size", "number 1e999", "{\"name\":\"a thing\",\"tags\":[\"b\"],\"size\":1e999}")]
    [InlineData("body size", "number 10", "{\"name\":\"a thing\",\"tags\":[\"b\"],\"size\":10}")]
    [InlineData("body name", "left out", "{\"tags\":[\"b\"]}")]
    [InlineData("body name", "twice", "{\"name\":\"a thing\",\"tags\":[\"b\"],\"name\":\"a thing\"}")]
    [InlineData("body name", "token {}", "{\"name\":{},\"tags\":[\"b\"]}")]
    [InlineData("body tags", "no items", "{\"name\":\"a thing\",\"tags\":[]}")]
    [InlineData("body part", "a field more", "{\"name\":\"a thing\",\"tags\":[\"b\"],\"part\":{\"name\":\"service\",\"unheard_of\":1}}")]
    [InlineData("body ", "token null", "null")]
    public void Bodies_are_mutated(string spot, string mutation, string body) => Encoding.UTF8.GetString(Wrong(spot, mutation).ToWire().Body!).ShouldBe(body);

    [Theory]
    [InlineData("query limit", "number 9223372036854775808", "/things/fuzz?limit=9223372036854775808")]
    [InlineData("query limit", "number 1001", "/things/fuzz?limit=1001")]
    [InlineData("query limit", "NUL in it", "/things/fuzz?limit=%001")]
    [InlineData("query limit", "twice", "/things/fuzz?limit=1&limit=1")]
    [InlineData("query limit", "left out", "/things/fuzz")]
    [InlineData("path id", "half of a pair in three bytes", "/things/fuzz%ED%A0%80?limit=1")]
    [InlineData("path id", "climbs the folders", "/things/..%2F..%2F..%2F..%2Fetc%2Fpasswd?limit=1")]
    public void Addresses_are_mutated(string spot, string mutation, string target) => Wrong(spot, mutation).ToWire().Target.ShouldBe(target);

    [Fact]
    public void Lists_and_nesting_have_the_stated_size()
    {
        using var many = JsonDocument.Parse(Wrong("body tags", "10,000 items").ToWire().Body!);
        many.RootElement.GetProperty("tags").GetArrayLength().ShouldBe(10_000);
        Encoding.UTF8.GetString(Wrong("body tags", "lists, 1,000 deep").ToWire().Body!).Count(c => c == '[').ShouldBe(1_000);
        Wrong("body name", "a mebibyte").ToWire().Body!.Length.ShouldBeGreaterThan(1 << 20);
    }

    [Fact]
    public void A_mutation_leaves_the_rest_of_the_request_unchanged()
    {
        foreach (var spot in Spot.In(Draft()).Where(spot => spot.Place is not null))
        {
            foreach (var mutation in SpotMutations.For(spot))
            {
                var draft = Draft();
                mutation.Apply(new SpotTarget(draft, spot), new Dice(1, 1));
                draft.ToWire().Body.ShouldBe(Draft().ToWire().Body, $"{spot}, {mutation.Name}");
                draft.Slots.Where(slot => slot.Name != (string)spot.Path[0]).Select(slot => (slot.Name, slot.Value.ToString()))
                    .ShouldBe(Draft().Slots.Where(slot => slot.Name != (string)spot.Path[0]).Select(slot => (slot.Name, slot.Value.ToString())));
            }
        }
    }

    [Fact]
    public void Names_of_mutations_are_unique()
    {
        foreach (var spot in Spot.In(Draft()))
        {
            var names = SpotMutations.For(spot).Select(mutation => mutation.Name).ToList();
            names.ShouldBe(names.Distinct(), $"{spot}");
        }

        RequestMutations.All.Select(mutation => mutation.Name).ShouldBeUnique();
        Framings.All.Select(framing => framing.Name).ShouldBeUnique();
    }

    private static Draft Draft() => ApiDrafts.Make(s_operation, 0, s_server, Supply.Dry, withKey: false);

    private static Draft Wrong(string where, string what)
    {
        var draft = Draft();
        var spot = Spot.In(draft).Single(spot => spot.ToString() == where);
        SpotMutations.For(spot).Single(mutation => mutation.Name == what).Apply(new SpotTarget(draft, spot), new Dice(1, 1));
        return draft;
    }
}
