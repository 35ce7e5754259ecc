using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Altitude.Web.Features.Workspaces;
using Microsoft.Extensions.DependencyInjection;

namespace Altitude.Web.Tests.Matrix;

/// <summary>
/// Invariant 9: every door of the program, tried as everybody, for records that are not theirs. The answer is that there is no such thing; nothing of the record
/// is in it, and nothing of it is changed. Both fences stand, then either one alone.
/// </summary>
public sealed partial class MatrixTests(MatrixStage stage) : IClassFixture<MatrixStage>
{
    [Fact]
    public void Every_door_is_in_the_table()
    {
        List<string> unlike =
        [
            .. Differences("route", Doors.Routes(stage.Running), MatrixTables.Routes.Keys),
            .. Differences("form", Doors.Forms(), MatrixTables.Forms.Keys.Where(k => k.Contains('#', StringComparison.Ordinal))),
            .. Differences("hub method", Doors.HubMethods(), MatrixTables.HubMethods.Keys),
            .. Differences("use-case or query", Doors.Errands(stage.Running), MatrixTables.Errands.Keys),
            .. Differences("background task", Doors.Tasks(stage.Running), MatrixTables.Tasks.Keys),
        ];

        Assert.True(unlike.Count == 0, string.Join('\n', unlike));
    }

    [Fact]
    public async Task The_words_stand_in_every_table_that_a_customer_has_rows_in()
    {
        foreach (var house in stage.Households)
        {
            var empty = await stage.Canaries.EmptyAsync(stage, house);

            Assert.True(empty.Count == 0, $"Give the household of {house.Company.Name} rows in {string.Join(", ", empty)}: Household.FurnishAsync.");
        }
    }

    [Theory]
    [InlineData(Fences.Both)]
    [InlineData(Fences.PolicyOnly)]
    [InlineData(Fences.FilterOnly)]
    public async Task No_address_shows_or_changes_what_is_anothers(Fences fences)
    {
        using var crowd = new Crowd(stage, fences);
        ConcurrentBag<string> wrong = [];
        await stage.RestAsync();
        var before = await ChecksumsAsync();

        foreach (var (pattern, address) in MatrixTables.Routes.Where(r => r.Value.For != For.Elsewhere))
        {
            foreach (var house in stage.Households)
            {
                foreach (var id in address.Ids?.Invoke(house) ?? [""])
                {
                    await Parallel.ForEachAsync(
                        crowd.Visitors,
                        new ParallelOptions { MaxDegreeOfParallelism = 4 },
                        async (visitor, stop) =>
                        {
                            var page = await visitor.Browser.GetAsync(PathOf(pattern, house, id), stop);
                            var missing = Tells(address, visitor.Person, house)
                                ? await visitor.Browser.GetAsync(PathOf(pattern, house, MissingLike(address, house, id)), stop)
                                : null;
                            foreach (var complaint in Judge(address, visitor.Person, house, page, missing, id))
                            {
                                wrong.Add($"{visitor.Person} at {page.Path}: {complaint}");
                            }
                        }
                    );
                }
            }

            before = await SameAsync(before, pattern, wrong);
        }

        Fail(wrong);
    }

    [Theory]
    [InlineData(Fences.Both)]
    [InlineData(Fences.PolicyOnly)]
    [InlineData(Fences.FilterOnly)]
    public async Task No_form_changes_what_is_anothers(Fences fences)
    {
        using var crowd = new Crowd(stage, fences);
        ConcurrentBag<string> wrong = [];
        await stage.RestAsync();
        var before = await ChecksumsAsync();

        foreach (var (name, form) in MatrixTables.Forms.Where(f => f.Value.For != For.Elsewhere))
        {
            foreach (var house in stage.Households)
            {
                foreach (
                    var visitor in crowd.Visitors.Where(v =>
                        form.For == For.Anyone
                            ? v.Person.Name == "nobody"
                            : (!form.OnlyByStrangers || !IsIn(form.For, v.Person, house))
                                && (!form.OnlyFromOutside || v.Person.Works != house.Company)
                    )
                )
                {
                    var answer = await SendAsync(visitor.Browser, name, form, house);
                    wrong.AddAll(Leaks(answer, visitor.Person, name).Select(c => $"{visitor.Person} sends {name}: {c}"));
                    if ((int)answer.Status >= 500)
                    {
                        wrong.Add($"{visitor.Person} sends {name}: {(int)answer.Status}");
                    }
                    else if (form.For == For.ContactsRecord && visitor.Person.IsSignedInTo(house.Company) && answer.Status != HttpStatusCode.NotFound)
                    {
                        wrong.Add($"{visitor.Person} sends {name}: {(int)answer.Status}, not 404");
                    }
                    else if (
                        form.For is For.Contact or For.ContactsRecord
                        && !visitor.Person.IsSignedInTo(house.Company)
                        && !form.OnlyByStrangers
                        && answer.Status != HttpStatusCode.Unauthorized
                    )
                    {
                        wrong.Add($"{visitor.Person} sends {name}: {(int)answer.Status}, not 401");
                    }
                }
            }

            before = await SameAsync(before, name, wrong);
        }

        Fail(wrong);
    }

    [Theory]
    [InlineData(Fences.Both)]
    [InlineData(Fences.PolicyOnly)]
    [InlineData(Fences.FilterOnly)]
    public async Task No_use_case_shows_or_changes_what_is_anothers(Fences fences)
    {
        ConcurrentBag<string> wrong = [];
        await stage.RestAsync();
        var before = await ChecksumsAsync();

        foreach (var (name, errand) in MatrixTables.Errands.Where(e => e.Value.For != For.Elsewhere))
        {
            foreach (var house in stage.Households)
            {
                var missing = house.Missing();
                foreach (
                    var person in stage
                        .PeopleAt(fences)
                        .Where(p =>
                            errand.For == For.Anyone ? p.Name == "nobody"
                            : errand.For == For.Contact ? p.Visitor is not null
                            : p.Staff is not null
                        )
                )
                {
                    var isOwnCompany = person.Works == house.Company;
                    var isAllowed = errand.May is null || person.Staff is null || errand.May.Contains(person.Staff.Role);
                    if (errand.Changes && isAllowed && (isOwnCompany || (errand.HasNoId && person.Works is not null)))
                    {
                        continue; // They may; what comes of it is the use-case's own test.
                    }

                    var answer = await TryAsync(errand, person, house, fences);
                    if (Held(answer, person) is { } word)
                    {
                        wrong.Add($"{name} as {person}: the answer holds {word}: {Around(answer, word)}");
                    }

                    if (isOwnCompany && !isAllowed && !answer.StartsWith(errand.RefusedAs, StringComparison.Ordinal))
                    {
                        wrong.Add($"{name} as {person}: not refused by role, but {Short(answer)}");
                    }
                    else if (isOwnCompany && errand.Shows && !answer.Contains(house.Canary, StringComparison.OrdinalIgnoreCase))
                    {
                        wrong.Add(
                            $"{name} as {person}: does not show their own company's {house.Canary}, so that this proves nothing: {Short(answer)}"
                        );
                    }
                    else if (!isOwnCompany && await TryAsync(errand, person, missing, fences) is var other && Alike(other) != Alike(answer))
                    {
                        wrong.Add($"{name} as {person}: {Short(answer)} for another's, {Short(other)} for what does not exist");
                    }

                    if (person.Living is null && person.Works is null && errand.For != For.Anyone && !IsTurnedAway(answer))
                    {
                        wrong.Add($"{name} as {person}: not turned away, but {Short(answer)}");
                    }
                }

                if (errand is { For: For.Contact, Shows: true })
                {
                    var own = await TryAsync(errand, new Person("its own contact", Visitor: house.Own.Actor), house, fences);
                    if (!own.Contains(house.Canary, StringComparison.OrdinalIgnoreCase))
                    {
                        wrong.Add($"{name} does not show {house.Canary} to its own contact, so that this proves nothing: {Short(own)}");
                    }
                }
            }

            before = await SameAsync(before, name, wrong);
        }

        Fail(wrong);
    }

    [Theory]
    [InlineData(Fences.Both)]
    [InlineData(Fences.PolicyOnly)]
    [InlineData(Fences.FilterOnly)]
    public async Task No_background_task_shows_or_changes_what_is_another_workspaces(Fences fences)
    {
        var services = stage.At(fences).Services;
        var kinds = services.GetRequiredService<BackgroundTasks>();
        ConcurrentBag<string> wrong = [];
        await stage.RestAsync();
        var before = await ChecksumsAsync();

        foreach (var (kind, subjects) in MatrixTables.Tasks)
        {
            foreach (var house in stage.Households)
            {
                await stage.RestAsync(); // What an earlier task queued may concern this house.
                var left = await TracesAsync(services, house);
                var whole = await stage.Canaries.ChecksumsAsync(stage, house, whole: true);
                foreach (var subject in subjects(house).Distinct())
                {
                    using var scope = services.CreateScope();
                    var known = kinds.Find(kind);
                    var task = (IBackgroundTask)scope.ServiceProvider.GetRequiredService(known.Task);
                    try
                    {
                        await task.RunAsync(new OutboxTask(Guid.CreateVersion7(), house.Elsewhere.Id, kind, subject, known.IsFollowUp), default);
                    }
                    catch (Exception e) when (e is InvalidOperationException or RuleViolation)
                    {
                        // There is no such row here, which is what it should find.
                        if (e.ToString().Contains(house.Canary, StringComparison.OrdinalIgnoreCase))
                        {
                            wrong.Add($"{kind}: {e.Message}");
                        }
                    }
                }

                wrong.AddAll((await TracesAsync(services, house)).Beyond(left).Select(trace => $"{kind} for {house.Elsewhere.Slug} left {trace}"));
                var now = await stage.Canaries.ChecksumsAsync(stage, house, whole: true);
                wrong.AddAll(
                    whole.Where(t => now[t.Key] != t.Value).Select(t => $"{kind} for {house.Elsewhere.Slug} changed {t.Key} of {house.Company.Slug}")
                );
            }

            before = await SameAsync(before, kind, wrong);
        }

        Fail(wrong);
    }

    /// <summary>The control: what a task that leaks would leave behind is found by the search above, wherever it leaves it.</summary>
    [Fact]
    public async Task The_search_finds_whatever_a_leaking_task_leaves()
    {
        var (services, house) = (stage.Running.Services, stage.Stranger);
        var mails = services.GetRequiredService<CapturedMail>();
        (string What, Func<Task> Leak, Func<Task> Mend)[] leaks =
        [
            (
                "mail",
                () =>
                    mails.KeepAsync(
                        new CapturedEmail(
                            Guid.CreateVersion7(),
                            house.Elsewhere.Slug,
                            "a@example.com",
                            "b@example.com",
                            "Yours",
                            house.Canary,
                            "",
                            [],
                            DateTimeOffset.UtcNow
                        ),
                        default
                    ),
                () => Task.CompletedTask
            ),
            ("customers", () => RenameAsync($"name || ' {house.Canary}'"), () => RenameAsync($"replace(name, ' {house.Canary}', '')")),
            (
                "activity_details",
                () => SpoilAsync($"body || '{house.Canary}'"),
                () => SpoilAsync($"left(body, length(body) - {house.Canary.Length})")
            ),
            ("a line of activity", () => MoveHeadAsync(house.Elsewhere, 1), () => MoveHeadAsync(house.Elsewhere, -1)),
            ("a line of activity", () => MoveHeadAsync(house.Company, 1), () => MoveHeadAsync(house.Company, -1)),
        ];

        foreach (var (what, leak, mend) in leaks)
        {
            var left = await TracesAsync(services, house);
            await leak();
            var found = (await TracesAsync(services, house)).Beyond(left).ToArray();
            await mend();

            Assert.Contains(what, Assert.Single(found), StringComparison.Ordinal);
        }

        async Task RenameAsync(string name) =>
            Assert.Equal(
                1,
                await stage.TamperAsync(
                    $"update tenant.customers set name = {name} where id = (select id from tenant.customers where workspace_id = $1 order by id limit 1)",
                    house.Elsewhere.Id.Value
                )
            );

        async Task SpoilAsync(string body) =>
            Assert.Equal(
                1,
                await stage.TamperAsync(
                    $"update tenant.activity_details set body = {body} where ctid = (select ctid from tenant.activity_details where workspace_id = $1 order by (strpos(body, '{house.Canary}') > 0) desc limit 1)",
                    house.Elsewhere.Id.Value
                )
            );

        async Task MoveHeadAsync(Company company, int by) =>
            Assert.Equal(1, await stage.TamperAsync("update platform.heads set seq = seq + $2 where workspace_id = $1", company.Id.Value, by));
    }

    /// <summary>What a task can leave of a household where it does not belong: mails with its word, rows and bytes of other companies with it, lines of activity, which pages hear.</summary>
    private async Task<Traces> TracesAsync(IServiceProvider services, Household house) =>
        new(
            (await services.GetRequiredService<CapturedMail>().ReadAsync(default)).Count(m =>
                JsonSerializer.Serialize(m).Contains(house.Canary, StringComparison.OrdinalIgnoreCase)
            ),
            await stage.Canaries.StrayedAsync(stage, house),
            (long)
                (
                    await stage.PeekAsync(
                        "select sum(seq)::bigint from platform.heads where workspace_id in ($1, $2)",
                        house.Company.Id.Value,
                        house.Elsewhere.Id.Value
                    )
                )! // Both workspaces have heads.
        );

    private sealed record Traces(int Mails, IReadOnlyDictionary<string, long> Rows, long Heads)
    {
        public IEnumerable<string> Beyond(Traces before) =>
            Rows.Where(r => r.Value != before.Rows[r.Key])
                .Select(r => $"{r.Value - before.Rows[r.Key]} rows with its word in {r.Key}")
                .Concat(Mails == before.Mails ? [] : [$"{Mails - before.Mails} mails with its word"])
                .Concat(Heads == before.Heads ? [] : [$"{Heads - before.Heads}: a line of activity, which open pages hear of"]);
    }

    /// <summary>Whether the answer must be the one for what does not exist. A dead link is like an unknown one; an approval's hash alone says that there is one.</summary>
    private static bool Tells(Address address, Person person, Household house) =>
        address.For switch
        {
            For.ContactsRecord => person.IsSignedInTo(house.Company),
            For.StaffRecord => person.Works is not null && person.Works != house.Company,
            For.Anyone => ReferenceEquals(address, MatrixTables.Routes["/start/{Token}"]),
            _ => false,
        };

    private static IEnumerable<string> Judge(Address address, Person person, Household house, Page page, Page? missing, string id)
    {
        foreach (var leak in Leaks(page, person, page.Path))
        {
            yield return leak;
        }

        var status = (int)page.Status;
        if (status >= 500 && !page.Path.StartsWith("/health", StringComparison.Ordinal) && !page.Path.StartsWith("/error", StringComparison.Ordinal))
        {
            yield return $"{status}";
        }

        switch (address.For)
        {
            case For.Contact or For.ContactsRecord when !person.IsSignedInTo(house.Company):
                if (page.Location?.Contains($"/portal/{house.Company.Slug}/sign-in", StringComparison.Ordinal) != true)
                {
                    yield return $"{status} {page.Location}, not sent to sign in";
                }

                break;
            case For.ContactsRecord when status != 404 || missing!.Status != HttpStatusCode.NotFound: // A record has an id.
                yield return $"{status}, not 404 (and {(int)missing!.Status} for what does not exist)";
                break;
            case For.Staff or For.StaffRecord or For.Roles when person.Works is null:
                if (page.Location?.Contains("/office/sign-in", StringComparison.Ordinal) != true && status is not (401 or 403 or 404 or 405))
                {
                    yield return $"{status} {page.Location}, not sent to sign in";
                }

                break;
            case For.StaffRecord when person.Works != house.Company && (status != 404 || missing!.Status != HttpStatusCode.NotFound): // A record has an id.
                yield return $"{status}, not 404 (and {(int)missing!.Status} for what does not exist)";
                break;
            case For.StaffRecord when person.Works == house.Company:
                if (status != 200 || !page.Html.Contains(house.Canary, StringComparison.OrdinalIgnoreCase))
                {
                    yield return $"{status} without their own company's {house.Canary}, so that this proves nothing";
                }

                break;
            case For.Roles when person.Works is not null && !address.Roles!.Contains(person.Staff!.Role) && status is not (403 or 404): // Roles are said, and who works is staff.
                yield return $"{status} for a {person.Staff!.Role}";
                break;
        }

        if (missing is not null)
        {
            var (one, other) = (Alike(page.Html), Alike(missing.Html));
            if (one != other || page.Status != missing.Status)
            {
                yield return $"the answer differs from the one for what does not exist: {FirstDifference(one, other)}";
            }
        }
    }

    private static IEnumerable<string> Leaks(Page page, Person person, string path)
    {
        var all = page.Html + string.Join('\n', page.Headers.Select(h => $"{h.Key}: {h.Value}")) + page.Location;
        foreach (var word in MatrixStage.Words.Where(w => !person.Words.Contains(w)))
        {
            // A company's face is seen by whoever knows its address.
            if (
                word == Canaries.Face
                && (path.StartsWith("/portal/", StringComparison.Ordinal) || path.StartsWith("/request/", StringComparison.Ordinal))
            )
            {
                continue;
            }

            if (all.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                yield return $"{(int)page.Status} holds {word}: {Around(all, word)}";
            }
        }
    }

    private static async Task<Page> SendAsync(WebVisitor visitor, string name, Form form, Household house)
    {
        var (route, handler) = name.Split('#') is [var place, var called] ? (place, called) : (name, null);
        var at = name.EndsWith("/sign-in#sign-in", StringComparison.Ordinal) ? house.Elsewhere : house.Company;
        var path =
            route
                .Replace("{Workspace}", at.Slug)
                .Replace("{Number}", form.Id?.Invoke(house))
                .Replace("{Token}", form.Id?.Invoke(house))
                .Replace("{Id:guid}", form.Id?.Invoke(house)) + form.Query?.Invoke(house);
        var token = await TokenAsync(visitor, path, at);
        List<KeyValuePair<string, string?>> fields = [.. form.Fields?.Invoke(house) ?? [], new("__RequestVerificationToken", token)];
        if (handler is not null)
        {
            fields.Add(new("_handler", handler));
        }

        using var content = new FormUrlEncodedContent(fields.Select(f => new KeyValuePair<string, string>(f.Key, f.Value ?? "")));
        using var answer = await visitor.Http.PostAsync(new Uri(visitor.Http.BaseAddress!, path), content); // The visitor has an address.
        var html = await answer.Content.ReadAsStringAsync();
        return new Page(
            path,
            answer.StatusCode,
            answer.Headers.Location?.ToString(),
            answer.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value)),
            form.Fields?.Invoke(house).Aggregate(html, (text, field) => text.Replace(field.Value ?? "-", "")) ?? html // What they typed themselves tells them nothing.
        );
    }

    /// <summary>From a page that this browser may see: a token is the browser's own, whatever it is sent with.</summary>
    private static async Task<string> TokenAsync(WebVisitor visitor, string path, Company at)
    {
        string[] pages = path.StartsWith("/office", StringComparison.Ordinal)
            ? ["/office/profile", "/office/sign-in", "/office/board"]
            : [$"/portal/{at.Slug}/sign-in", $"/portal/{at.Slug}"];
        foreach (var page in pages)
        {
            if ((await visitor.GetAsync(page)).Find("input[name=__RequestVerificationToken]")?.GetAttribute("value") is { } token)
            {
                return token;
            }
        }

        return "";
    }

    private async Task<string> TryAsync(Errand errand, Person person, Household house, Fences fences)
    {
        await using var scope = stage.At(fences).Services.CreateAsyncScope();
        try
        {
            return Spell(await errand.Call(scope.ServiceProvider, person, house), 0);
        }
        catch (RuleViolation refused)
        {
            return $"{refused.Rule}: {refused.Message}";
        }
        catch (Exception failed)
        {
            return $"{failed.GetType().Name}: {failed.Message}";
        }
    }

    /// <summary>Every text and figure of an answer, as deep as a page would look.</summary>
    private static string Spell(object? value, int depth) =>
        value switch
        {
            null => "null",
            string text => text,
            CultureInfo or TimeZoneInfo or Type or Delegate => value.ToString() ?? "",
            IFormattable plain => plain.ToString(null, CultureInfo.InvariantCulture),
            System.Collections.IEnumerable several => $"[{string.Join(", ", several.Cast<object?>().Take(500).Select(v => Spell(v, depth + 1)))}]",
            _ when depth > 8 => "…",
            _ => value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance) is { Length: > 0 } properties
                ? $"{{{string.Join(", ", properties.Where(p => p.GetIndexParameters().Length == 0 && p.PropertyType != value.GetType()).Select(p => $"{p.Name}: {Spell(p.GetValue(value), depth + 1)}"))}}}"
                : value.ToString() ?? "",
        };

    private static bool IsTurnedAway(string answer) =>
        answer.Split(':')[0] is var rule && (AccessRules.IsAccess(rule) || rule == StaffRoles.NotAllowed || rule == SwitchWorkspace.NoSeat)
        || answer is "null" or "nothing tried" or "False" or "{MayStay: False, Sentence: null}";

    private static bool IsIn(For whom, Person person, Household house) =>
        whom is For.Staff or For.StaffRecord ? person.Works is not null : person.IsSignedInTo(house.Company);

    private static string? Held(string answer, Person person) =>
        MatrixStage.Words.FirstOrDefault(w => !person.Words.Contains(w) && answer.Contains(w, StringComparison.OrdinalIgnoreCase));

    private async Task<IReadOnlyDictionary<string, string>[]> ChecksumsAsync() =>
        [
            await stage.Canaries.ChecksumsAsync(stage, stage.Neighbour, whole: false),
            await stage.Canaries.ChecksumsAsync(stage, stage.Stranger, whole: false),
        ];

    private async Task<IReadOnlyDictionary<string, string>[]> SameAsync(
        IReadOnlyDictionary<string, string>[] before,
        string door,
        ConcurrentBag<string> wrong
    )
    {
        var after = await ChecksumsAsync();
        foreach (var (was, now) in before.Zip(after))
        {
            wrong.AddAll(was.Where(t => now[t.Key] != t.Value).Select(t => $"{door} changed {t.Key} of another's"));
        }

        return after;
    }

    private static string PathOf(string pattern, Household house, string id)
    {
        var parts = new Queue<string>(id.Split('/'));
        return Parameter().Replace(pattern.Replace("{Workspace}", house.Company.Slug, StringComparison.Ordinal), _ => parts.Dequeue());
    }

    private static string MissingLike(Address address, Household house, string id)
    {
        var ids = address.Ids!(house); // Asked for an address with ids.
        return address.Ids(house.Missing())[ids.ToList().IndexOf(id)];
    }

    /// <summary>The text without what differs from one request to the next: tokens, nonces, keys, ids and numbers that were asked for.</summary>
    private static string Alike(string text) => Varying().Replace(text, "~");

    private static string FirstDifference(string one, string other)
    {
        var at = 0;
        while (at < one.Length && at < other.Length && one[at] == other[at])
        {
            at++;
        }

        return $"'{Piece(one, at)}' and '{Piece(other, at)}'";
    }

    private static string Piece(string text, int at) => text[Math.Max(0, at - 40)..Math.Min(text.Length, at + 60)];

    private static string Around(string text, string word) =>
        Piece(text, text.IndexOf(word, StringComparison.OrdinalIgnoreCase)).ReplaceLineEndings(" ");

    private static string Short(string text) => text.Length > 160 ? text[..160] + "…" : text;

    private static void Fail(ConcurrentBag<string> wrong) =>
        Assert.True(wrong.IsEmpty, string.Join('\n', wrong.Distinct().Order(StringComparer.Ordinal).Take(60)));

    private static IEnumerable<string> Differences(string what, IReadOnlyList<string> found, IEnumerable<string> known)
    {
        var listed = known.ToHashSet();
        return found
            .Where(f => !listed.Contains(f))
            .Select(f => $"The {what} {f} is not in MatrixTables: say how it is tried, and whom it is for.")
            .Concat(listed.Where(k => !found.Contains(k)).Select(k => $"MatrixTables has a {what} {k}, which there is not any more."));
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(
        @"<!--Blazor.*?-->|<style.*?</style>|(?<=name=""__RequestVerificationToken"" value="")[^""]*|(?<=nonce[-=]"")[^""]*|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|(EST|JOB|INV|REQ)-\d+|\d\d/\d\d/\d{4} [\d:]+( [+-][\d:]+)?|/start/[\w-]{43}|\d{4}-\d\d-\d\dT[\d:.]+\w*|[\w-]{43}",
        RegexOptions.Singleline
    )]
    private static partial Regex Varying();

    /// <summary>Everybody who has a browser, each with one.</summary>
    private sealed class Crowd : IDisposable
    {
        public Crowd(MatrixStage stage, Fences fences) =>
            Visitors = [.. stage.PeopleAt(fences).Where(p => p.HasBrowser).Select(p => (p, stage.Visit(p, fences)))];

        public IReadOnlyList<(Person Person, WebVisitor Browser)> Visitors { get; }

        public void Dispose()
        {
            foreach (var (_, browser) in Visitors)
            {
                browser.Dispose();
            }
        }
    }
}

/// <summary>Several at once.</summary>
internal static class Bags
{
    public static void AddAll<T>(this ConcurrentBag<T> bag, IEnumerable<T> items)
    {
        foreach (var item in items)
        {
            bag.Add(item);
        }
    }
}
