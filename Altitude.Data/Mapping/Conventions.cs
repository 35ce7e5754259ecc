using System.Text.Json;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Files;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.Leads;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Altitude.Data.Mapping;

/// <summary>How the domain's values stand in columns; the same for all contexts.</summary>
internal static class Conventions
{
    /// <summary>For names that people sort and search: ICU's root order, not bytes.</summary>
    public const string PeopleCollation = "und-x-icu";

    private static readonly JsonSerializerOptions Json = new() { IgnoreReadOnlyProperties = true };

    public static void Apply(ModelConfigurationBuilder conventions)
    {
        Id<Workspace>(conventions);
        Id<StaffMember>(conventions);
        Id<StaffInvitation>(conventions);
        Id<StaffSession>(conventions);
        Id<WorkspaceExport>(conventions);
        Id<Customer>(conventions);
        Id<Contact>(conventions);
        Id<ServiceLocation>(conventions);
        Id<Job>(conventions);
        Id<ChecklistItem>(conventions);
        Id<JobNote>(conventions);
        Id<Tag>(conventions);
        Id<StaffPhoto>(conventions);
        Id<BrandPicture>(conventions);
        Id<Estimate>(conventions);
        Id<Consent>(conventions);
        Id<PriceItem>(conventions);
        Id<EstimateTemplate>(conventions);
        Id<EstimateRemark>(conventions);
        Id<Lead>(conventions);
        Id<LeadPhoto>(conventions);
        Id<StoredFile>(conventions);
        Id<Conversation>(conventions);
        Id<Message>(conventions);
        Id<Appointment>(conventions);
        Id<CalendarFeed>(conventions);
        Id<Invoice>(conventions);
        Id<InvoiceDraft>(conventions);
        Id<Payment>(conventions);
        Id<PaymentAccount>(conventions);
        Id<CheckoutAttempt>(conventions);
        Id<Refund>(conventions);
        Id<Credit>(conventions);
        Id<SetupLink>(conventions);
        Id<Invitation>(conventions);
        Id<PortalSession>(conventions);
        Id<PortalViewing>(conventions);
        Id<ActivityEntry>(conventions);
        conventions.Properties<Currency>().HaveConversion<CurrencyConverter>().HaveMaxLength(3);
        conventions.Properties<DocumentHash>().HaveConversion<DocumentHashConverter>().HaveMaxLength(64);
        conventions.Properties<BrandColor>().HaveConversion<BrandColorConverter>().HaveMaxLength(7);
        conventions.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
    }

    /// <summary>An immutable value kept as jsonb; read and written whole.</summary>
    public static PropertyBuilder<T> AsJson<T>(this PropertyBuilder<T> property)
        where T : class =>
        property
            .HasColumnType("jsonb")
            .HasConversion(
                value => JsonSerializer.Serialize(value, Json),
                text => JsonSerializer.Deserialize<T>(text, Json)!, // Written by the line above; never the JSON null.
                new ValueComparer<T>((a, b) => ReferenceEquals(a, b), value => value.GetHashCode(), value => value)
            );

    /// <inheritdoc cref="AsJson{T}(PropertyBuilder{T})"/>
    public static ComplexTypePropertyBuilder<T> AsJson<T>(this ComplexTypePropertyBuilder<T> property)
        where T : class =>
        property
            .HasColumnType("jsonb")
            .HasConversion(
                value => JsonSerializer.Serialize(value, Json),
                text => JsonSerializer.Deserialize<T>(text, Json)!, // Written by the line above; never the JSON null.
                new ValueComparer<T>((a, b) => ReferenceEquals(a, b), value => value.GetHashCode(), value => value)
            );

    private static void Id<T>(ModelConfigurationBuilder conventions) => conventions.Properties<Id<T>>().HaveConversion<IdConverter<T>>();

    private sealed class IdConverter<T>() : ValueConverter<Id<T>, Guid>(id => id.Value, value => new Id<T>(value));

    private sealed class CurrencyConverter() : ValueConverter<Currency, string>(currency => currency.Code, code => new Currency(code));

    private sealed class DocumentHashConverter() : ValueConverter<DocumentHash, string>(hash => hash.Hex, hex => new DocumentHash(hex));

    private sealed class BrandColorConverter() : ValueConverter<BrandColor, string>(color => color.ToString(), text => BrandColor.Parse(text));
}
