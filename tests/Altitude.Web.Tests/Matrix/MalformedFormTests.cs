using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Altitude.Testing;

namespace Altitude.Web.Tests.Matrix;

/// <summary>Invariant 24 for every form that there is, by the matrix's own table: fields left out, sent twice, far too long, or no text at all, by whoever may send them.</summary>
public sealed partial class MalformedFormTests(MatrixStage stage) : IClassFixture<MatrixStage>
{
    private static readonly string[] s_odd =
    [
        "",
        "\0",
        "a\0b",
        "-1",
        "1e9",
        "2147483648",
        "99999999999999999999999999",
        "00000000-0000-0000-0000-00000000000g",
        "\u202e\u200b\ud83d\ude00",
        "%FF%FE", // Sent as it stands: bytes that are no UTF-8.
        new('a', 20_000),
    ];

    [Fact]
    public async Task Every_form_is_answered_whatever_is_missing_or_odd_in_it()
    {
        var house = stage.Neighbour;
        ConcurrentBag<string> wrong = [];
        var tried = 0;
        // What ends the sender's session comes last.
        foreach (
            var (name, form) in MatrixTables
                .Forms.Where(f => f.Value.For != For.Elsewhere)
                .OrderBy(f => f.Value.OnlyByStrangers || f.Key.Contains("end-session", StringComparison.Ordinal))
        )
        {
            var (path, handler) = name.Split('#') is [var place, var called] ? (place, called) : (name, null);
            path = path.Replace("{Workspace}", house.Company.Slug, StringComparison.Ordinal);
            path = Parameter().Replace(path, form.Id?.Invoke(house) ?? "1");
            using var sender = stage.Visit(
                new Person(
                    "who may",
                    Portal: path.StartsWith("/portal", StringComparison.Ordinal) ? house.Own.Browser : null,
                    Office: path.StartsWith("/office", StringComparison.Ordinal) ? house.Company.CookieOf(stage.Cast.Owen) : null
                ),
                Fences.Both
            );
            var token = await TokenAsync(sender, path, house.Company);
            KeyValuePair<string, string?>[] fields = [.. form.Fields?.Invoke(house) ?? []];
            foreach (var (what, body) in Bodies(fields, handler, token))
            {
                using var content = new StringContent(body, Encoding.ASCII, "application/x-www-form-urlencoded");
                using var answer = await sender.Http.PostAsync(new Uri(stage.At(Fences.Both).Url, path), content);
                tried++;
                if ((int)answer.StatusCode >= 500)
                {
                    wrong.Add($"{(int)answer.StatusCode} for {name}: {what}");
                }
            }
        }

        Assert.True(wrong.IsEmpty, string.Join('\n', wrong.Order(StringComparer.Ordinal).Take(60)));
        Assert.True(tried > 300, $"Only {tried} were sent.");
    }

    /// <summary>Each in a state in which it is drawn, by somebody whose sign-in is in it: else all of them would only be told that something changed.</summary>
    [Fact]
    public async Task Every_form_of_the_second_step_is_judged_whatever_is_missing_or_odd_in_it()
    {
        await using var people = await SecondStepPeople.SettleAsync(stage);
        List<string> wrong = [];
        var tried = 0;
        foreach (
            var (name, form) in MatrixTables.Forms.Where(f =>
                f.Value.For != For.Elsewhere && f.Key.Contains("/second-step#", StringComparison.Ordinal)
            )
        )
        {
            var (path, handler) = name.Split('#') is [var place, var called] ? (place, called) : (name, "");
            var sender = await people.SenderAsync(path, handler);
            foreach (var fields in await SecondStepPeople.WholeAsync(sender, handler, [.. form.Fields?.Invoke(stage.Neighbour) ?? []]))
            {
                var token = await TokenAsync(sender, path, stage.Cast.Summit);
                foreach (var (what, body) in Bodies(fields, handler, token))
                {
                    await people.AskAsync(sender, path, handler, token);
                    using var content = new StringContent(body, Encoding.ASCII, "application/x-www-form-urlencoded");
                    using var answer = await sender.Http.PostAsync(new Uri(stage.Url, path), content);
                    var said = await answer.Content.ReadAsStringAsync();
                    tried++;
                    if ((int)answer.StatusCode >= 500)
                    {
                        wrong.Add($"{(int)answer.StatusCode} for {name}: {what}");
                    }
                    else if (SecondStepPeople.NotJudged.FirstOrDefault(n => said.Contains(n, StringComparison.Ordinal)) is { } instead)
                    {
                        wrong.Add($"'{instead}' for {name}: {what}");
                    }
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(60)));
        Assert.True(tried > 150, $"Only {tried} were sent.");
        await people.RequireUnharmedAsync();
    }

    private static IEnumerable<(string What, string Body)> Bodies(KeyValuePair<string, string?>[] fields, string? handler, string token)
    {
        string Spell(IEnumerable<KeyValuePair<string, string?>> some) =>
            string.Join(
                '&',
                some.Append(new("__RequestVerificationToken", token))
                    .Concat(handler is null ? [] : [new KeyValuePair<string, string?>("_handler", handler)])
                    .Select(f => $"{Escape(f.Key)}={Escape(f.Value)}")
            );

        yield return ("nothing in it", Spell([]));
        foreach (var field in fields)
        {
            yield return ($"no {field.Key}", Spell(fields.Where(f => f.Key != field.Key)));
            yield return ($"{field.Key} twice", Spell(fields.Append(field)));
            yield return ($"{field.Key} as a list", Spell(fields.Select(f => f.Key == field.Key ? new($"{f.Key}[0].x", f.Value) : f)));
            foreach (var odd in s_odd)
            {
                yield return ($"{field.Key} is {Short(odd)}", Spell(fields.Select(f => f.Key == field.Key ? new(f.Key, odd) : f)));
            }
        }
    }

    private static string Escape(string? text) => text == "%FF%FE" ? text : Uri.EscapeDataString(text ?? "");

    private static string Short(string text) => (text.Length > 30 ? $"{text.Length} letters" : text).Replace("\0", "NUL", StringComparison.Ordinal);

    private static async Task<string> TokenAsync(WebVisitor visitor, string path, Company company)
    {
        foreach (
            var page in new[] { path, "/office/profile", "/office/sign-in", $"/portal/{company.Slug}/sign-out", $"/portal/{company.Slug}/sign-in" }
        )
        {
            if ((await visitor.GetAsync(page)).Find("input[name=__RequestVerificationToken]")?.GetAttribute("value") is { } token)
            {
                return token;
            }
        }

        return "";
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
