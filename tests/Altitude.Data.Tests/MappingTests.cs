using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Altitude.Data.Tests;

/// <summary>What is saved is read back equal, property by property, for every mapping there is.</summary>
public sealed class MappingTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    /// <summary>Written by the database's own functions or statements, and so never saved by a context.</summary>
    private static readonly string[] s_writtenByTheDatabase = ["activity", "activity_details", "customer_words", "number_counters", "request_keys"];

    private static readonly JsonSerializerOptions s_json = new() { IgnoreReadOnlyProperties = true };

    [Fact]
    public async Task Everything_is_read_back_as_it_was_made()
    {
        var cast = await data.GatherAsync();
        var made = new Dictionary<string, string>();
        var tables = new HashSet<string>();

        await data.ActAsync(
            cast.Owen,
            async db =>
            {
                await House.AddAsync(db, cast.Summit);
                await MakeAsync(db, cast);
                await db.FlushAsync(default);
                foreach (var entry in db.ChangeTracker.Entries().Where(e => e.Metadata.GetSchema() == Schemas.Tenant))
                {
                    made[KeyOf(entry)] = Describe(entry);
                    tables.Add(entry.Metadata.GetTableName()!); // All are mapped to tables.
                }
            }
        );

        await using var db = await data.Workspaces.OpenAsync(cast.Owen, default);
        foreach (var entity in db.Model.GetEntityTypes().Where(e => e.GetSchema() == Schemas.Tenant))
        {
            await (Task)
                typeof(MappingTests)
                    .GetMethod(nameof(LoadAsync), BindingFlags.Static | BindingFlags.NonPublic)! // Below.
                    .MakeGenericMethod(entity.ClrType)
                    .Invoke(null, [db])!; // It returns a task.
            Assert.True(
                tables.Contains(entity.GetTableName()!) || s_writtenByTheDatabase.Contains(entity.GetTableName()), // Likewise.
                $"{entity.GetTableName()} was not tried."
            );
        }

        var read = db.ChangeTracker.Entries().ToDictionary(KeyOf, Describe);
        Assert.All(made, m => Assert.Equal(m.Value, read.GetValueOrDefault(m.Key)));
    }

    /// <summary>Values that a careless mapping would bend.</summary>
    private static async Task MakeAsync(WorkspaceDb db, Cast cast)
    {
        var workspace = await db.Workspaces.SingleAsync();
        workspace.Describe(new CompanyDetails("1", "2@example.com", "Åse's “3”"), [new TaxRate("GST", 5.0001m), new TaxRate("None", 0)]);
        var logo = new BrandImage(Id<BrandPicture>.New(), 320, 80);
        workspace.Dress(
            new BrandKit(new BrandColor(1, 2, 3), BrandColor.White, ColorScheme.Dark)
            {
                Font = BrandFont.Serif,
                Images = new BrandImages(logo, null, logo with { Width = 180, Height = 180 }),
                MailHeader = MailHeader.Plain,
                NamesMails = true,
            }
        );
        workspace.Control(new PortalSettings(IsOn: true, SetupLinkHours: 1, LongestSessionHours: 2));
        var member = StaffMember.Join(Id<StaffMember>.New(), db.WorkspaceId, Guid.NewGuid(), "Åse", "a@b.c", "+1", StaffRole.Technician);
        var customer = Customer.Register(Id<Customer>.New(), db.WorkspaceId, "Åse & Søn “Køl” 漢字", db.Now);
        var contact = customer.AddContact(Id<Contact>.New(), "Åse O'Neil", "ASE@example.com", "+45 12 34", ContactRights.Approve);
        var place = customer.AddLocation(Id<ServiceLocation>.New(), "Shop", "1 \\ Main \" St, back door");
        customer.RemoveContact(contact.Id, db.Now);
        var link = SetupLink.Issue(Id<SetupLink>.New(), contact, "/portal/summit-air/æ", db.Now, TimeSpan.FromHours(72));
        link.Revoke(db.Now, contact.Name);
        var session = PortalSession.Begin(
            Id<PortalSession>.New(),
            link,
            contact.Name,
            [0, 255, 128],
            LinkChannel.Shown,
            "Ünï",
            db.Now,
            TimeSpan.FromDays(1)
        );
        session.End(db.Now, contact.Name);
        var job = Job.Open(Id<Job>.New(), db.WorkspaceId, customer.Id, place.Id, "JOB-7", "Cold room", cast.Dana.StaffId, db.Now);
        job.Close(JobEnd.Lost, "Too dear");
        LineItem[] lines =
        [
            new("a", "Hours", 1.125m, "h", 9_999, IsTaxed: true, Discount.OfPercent(12.5m), IsOptional: false),
            new("b", "Ünïcode “line” 漢字 🔧", 0.001m, "", 90_000_000_000_000, IsTaxed: false, Discount.None, IsOptional: true),
        ];
        var content = Cast.AcRepair() with
        {
            Title = "Kühlung",
            Currency = new Currency("KWD"),
            Lines = lines,
            Discount = Discount.OfAmount(1),
            Tax = null,
            Deposit = DepositTerms.OfAmount(3),
            Terms = "",
        };
        var draft = Estimate.Begin(Id<Estimate>.New(), job, "EST-7", content, db.Now);
        var sent = Estimate.Begin(Id<Estimate>.New(), job, "EST-8", content, db.Now);
        sent.Send(cast.Summit.Zone, db.Now);
        sent.Edit(content with { Notes = "Second version" });
        var withdrawn = Estimate.Begin(Id<Estimate>.New(), job, "EST-9", content, db.Now);
        withdrawn.Send(cast.Summit.Zone, db.Now);
        withdrawn.Withdraw("Owen", "Mistake", db.Now);
        var price = PriceItem.Add(
            Id<PriceItem>.New(),
            db.WorkspaceId,
            new PriceEntry("Kältemittel 漢字", "“R-410A”", "lb", new Money(90_000_000_000_000, new Currency("KWD")), IsTaxed: true, "Ünï")
        );
        price.Offer(false);
        var template = EstimateTemplate.Keep(Id<EstimateTemplate>.New(), db.WorkspaceId, "Kühlung", content, db.Now);
        template.Remove(db.Now);
        db.AddRange(member, customer, link, session, job, draft, sent, withdrawn, price, template);
    }

    [Fact]
    public async Task A_change_below_a_root_is_seen_by_its_stale_writer()
    {
        var cast = await data.GatherAsync();
        await using var stale = await data.Workspaces.OpenAsync(cast.Owen, default);
        var read = await stale.Customers.SingleAsync();
        await data.ActAsync(
            cast.Priya,
            async db => (await db.Customers.SingleAsync()).AddLocation(Id<ServiceLocation>.New(), "Garage", "1 First St")
        );

        read.AddLocation(Id<ServiceLocation>.New(), "Barn", "2 Second St");

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => data.Workspaces.CommitAsync(stale, default));
        Assert.Equal(["Garage", "Home"], await data.ReadAsync(cast.Owen, db => db.Locations.Select(l => l.Label).Order().ToArrayAsync()));
    }

    private static Task LoadAsync<T>(WorkspaceDb db)
        where T : class => db.Set<T>().LoadAsync();

    private static string KeyOf(EntityEntry entry) =>
        entry.Metadata.ShortName() + " " + string.Join('/', entry.Metadata.FindPrimaryKey()!.Properties.Select(p => Show(entry.CurrentValues[p]))); // Every entity has a key.

    private static string Describe(EntityEntry entry) =>
        string.Join('\n', Lines(entry.Metadata, "", p => entry.CurrentValues[p]).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Lines(ITypeBase type, string path, Func<IProperty, object?> value) =>
        type.GetProperties()
            .Where(p => p.Name is not (InvoiceColumns.Paid or InvoiceColumns.Refunded or InvoiceColumns.Credited)) // The database reckons them.
            .Select(p => $"{path}{p.Name}={Show(value(p))}")
            .Concat(type.GetComplexProperties().SelectMany(c => Lines(c.ComplexType, $"{path}{c.Name}.", value)));

    private static string Show(object? value) =>
        value switch
        {
            null => "null",
            byte[] bytes => Convert.ToHexString(bytes),
            DateTimeOffset at => at.ToString("O", CultureInfo.InvariantCulture),
            string or Guid or DateTime or DateOnly or int or long or bool => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
            _ => JsonSerializer.Serialize(value, value.GetType(), s_json),
        };
}
