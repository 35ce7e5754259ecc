using Altitude.Domain.Customers;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Altitude.Data.Mapping;

internal sealed class PaymentAccountMapping : ITenantMapping<PaymentAccount>
{
    public void Configure(EntityTypeBuilder<PaymentAccount> account)
    {
        account.ToTable(
            "payment_accounts",
            Schemas.Tenant,
            table =>
                table.HasCheckConstraint(
                    "ck_payment_accounts_on_top",
                    "surcharge_percent between 0 and 10 and most_surcharge >= 0 and cardinality(tip_percents) <= 4 and 1 <= all (tip_percents) and 50 >= all (tip_percents)"
                )
        );
        account.HasKey(a => new { a.WorkspaceId, a.Id });
        account.Property(a => a.Id).ValueGeneratedNever();
        account.Property(a => a.Revision).IsConcurrencyToken();
        account.Property(a => a.Endpoint).HasMaxLength(64);
        account.Property(a => a.SecretKeyEnd).HasMaxLength(4);
        account.Property(a => a.WebhookSecretEnd).HasMaxLength(4);
        account.Property(a => a.SurchargePercent).HasPrecision(7, 4).HasDefaultValue(0m);
        account.Property(a => a.MostSurcharge).HasDefaultValue(0L);
        account.Property(a => a.SurchargeText).HasMaxLength(200).HasDefaultValue("");
        account.Property(a => a.AsksForTips).HasDefaultValue(false);
        account.Property(a => a.TipPercents).HasDefaultValueSql("'{10,15,20}'");
        account.HasOne<Workspace>().WithMany().HasForeignKey(a => a.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
        account.HasIndex(a => a.WorkspaceId).IsUnique(); // A company has one.
    }
}

internal sealed class CheckoutAttemptMapping : ITenantMapping<CheckoutAttempt>
{
    public void Configure(EntityTypeBuilder<CheckoutAttempt> attempt)
    {
        attempt.ToTable(
            "checkout_attempts",
            Schemas.Tenant,
            table =>
                table.HasCheckConstraint(
                    "ck_checkout_attempts_on_top",
                    "surcharge_minor_units >= 0 and tip_minor_units >= 0 and (surcharge_minor_units = 0 or means = 'Card')"
                )
        );
        attempt.HasKey(a => new { a.WorkspaceId, a.Id });
        attempt.Property(a => a.Id).ValueGeneratedNever();
        attempt.Property(a => a.Revision).IsConcurrencyToken();
        attempt.Ignore(a => a.PageId);
        attempt.Property(a => a.Part).HasDefaultValue(1);
        attempt.HasOne<CheckoutAttempt>().WithMany().HasForeignKey(a => new { a.WorkspaceId, a.LeadId }).OnDelete(DeleteBehavior.Restrict);
        attempt.HasIndex(a => new { a.WorkspaceId, a.LeadId }); // All that are paid at one page.
        attempt.Property(a => a.InvoiceNumber).HasMaxLength(32);
        attempt.Property(a => a.SessionId).HasMaxLength(255);
        attempt.Property(a => a.Url).HasMaxLength(2000);
        attempt.Property(a => a.PaymentIntent).HasMaxLength(255);
        attempt.Property(a => a.Reason).HasMaxLength(300);
        attempt.Property(a => a.Dispute).HasMaxLength(64);
        attempt.ComplexProperty(a => a.Amount);
        attempt.Property(a => a.Means).HasDefaultValue(PayMeans.Any);
        attempt.Property(a => a.SurchargeMinorUnits).HasDefaultValue(0L);
        attempt.Property(a => a.TipMinorUnits).HasDefaultValue(0L);
        attempt.HasOne<Invoice>().WithMany().HasForeignKey(a => new { a.WorkspaceId, a.InvoiceId }).OnDelete(DeleteBehavior.Restrict);
        attempt.HasOne<Contact>().WithMany().HasForeignKey(a => new { a.WorkspaceId, a.ContactId }).OnDelete(DeleteBehavior.Restrict);
        attempt
            .HasIndex(a => new { a.WorkspaceId, a.InvoiceId }, "ix_checkout_attempts_payable")
            .HasDatabaseName("ix_checkout_attempts_payable")
            .IsUnique()
            .HasFilter("state in ('Opening', 'Open', 'Processing')"); // At most one payable page of an invoice.
        attempt.HasIndex(a => new { a.WorkspaceId, a.SessionId }).IsUnique(); // From an event to its attempt.
        attempt.HasIndex(a => new
        {
            a.WorkspaceId,
            a.InvoiceId,
            a.CreatedAt,
        }); // An invoice's attempts.
        attempt.HasIndex(a => new { a.WorkspaceId, a.CreatedAt }); // The office's list; the last 48 hours of a reconciliation.
        attempt.HasIndex(a => new { a.WorkspaceId, a.PaymentIntent }); // From an event to its attempt.
    }
}
