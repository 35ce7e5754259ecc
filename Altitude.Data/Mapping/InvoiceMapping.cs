using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Altitude.Data.Mapping;

internal sealed class InvoiceMapping : ITenantMapping<Invoice>
{
    public void Configure(EntityTypeBuilder<Invoice> invoice)
    {
        invoice.ToTable("invoices", Schemas.Tenant);
        invoice.HasKey(i => new { i.WorkspaceId, i.Id });
        invoice.Property(i => i.Id).ValueGeneratedNever();
        invoice.Property(i => i.Revision).IsConcurrencyToken();
        invoice.Property(i => i.Number).HasMaxLength(32);
        invoice.Property(i => i.Content).AsJson();
        invoice.Property(i => i.VoidReason).HasMaxLength(500);
        invoice.ComplexProperty(i => i.Total);
        invoice.ComplexProperty(i => i.Deposit);
        foreach (var sum in InvoiceColumns.All) // The database keeps them: fences.sql.
        {
            invoice.Property<long>(sum).HasDefaultValue(0L).ValueGeneratedOnAddOrUpdate();
        }

        invoice.HasOne<Job>().WithMany().HasForeignKey(i => new { i.WorkspaceId, i.JobId }).OnDelete(DeleteBehavior.Restrict);
        invoice.HasOne<Customer>().WithMany().HasForeignKey(i => new { i.WorkspaceId, i.CustomerId }).OnDelete(DeleteBehavior.Restrict);
        invoice.HasOne<Estimate>().WithMany().HasForeignKey(i => new { i.WorkspaceId, i.EstimateId }).OnDelete(DeleteBehavior.Restrict);
        invoice.HasMany(i => i.Payments).WithOne().HasForeignKey(p => new { p.WorkspaceId, p.InvoiceId }).OnDelete(DeleteBehavior.Restrict);
        invoice.HasMany(i => i.Credits).WithOne().HasForeignKey(c => new { c.WorkspaceId, c.InvoiceId }).OnDelete(DeleteBehavior.Restrict);
        invoice.HasIndex(i => new { i.WorkspaceId, i.Number }).IsUnique(); // An invoice's page.
        invoice.HasIndex(i => new { i.WorkspaceId, i.JobId }); // A job's invoices; its stage.
        invoice.HasIndex(i => new
        {
            i.WorkspaceId,
            i.CustomerId,
            i.IssuedOn,
        }); // The portal's list; a statement.
        invoice.HasIndex(i => new { i.WorkspaceId, i.EstimateId }); // What came of an estimate, on its page.
        invoice.HasIndex(i => new { i.WorkspaceId, i.IssuedOn }, "ix_invoices_all").HasDatabaseName("ix_invoices_all"); // The office's list of all.
        invoice
            .HasIndex(i => new { i.WorkspaceId, i.DueOn }, "ix_invoices_unsettled")
            .HasDatabaseName("ix_invoices_unsettled")
            .HasFilter("voided_at is null and paid_minor_units + credited_minor_units < total_minor_units"); // The office's lists of open and overdue ones, and their sums.
        invoice
            .HasIndex(i => new { i.WorkspaceId, i.IssuedOn }, "ix_invoices_settled")
            .HasDatabaseName("ix_invoices_settled")
            .HasFilter("voided_at is null and paid_minor_units + credited_minor_units >= total_minor_units"); // The office's list of paid ones.
        invoice
            .HasIndex(i => new { i.WorkspaceId, i.DueOn }, "ix_invoices_partly_paid")
            .HasDatabaseName("ix_invoices_partly_paid")
            .HasFilter("voided_at is null and paid_minor_units + credited_minor_units < total_minor_units and paid_minor_units > 0"); // The office's list of those.
        invoice
            .HasIndex(i => new { i.WorkspaceId, i.IssuedOn }, "ix_invoices_refunded")
            .HasDatabaseName("ix_invoices_refunded")
            .HasFilter("refunded_minor_units > 0"); // The office's list of those.
        invoice
            .HasIndex(i => new { i.WorkspaceId, i.IssuedOn }, "ix_invoices_void")
            .HasDatabaseName("ix_invoices_void")
            .HasFilter("voided_at is not null"); // The office's list of those.
        invoice
            .HasIndex(i => new { i.WorkspaceId, i.IssuedOn }, "ix_invoices_unapplied")
            .HasDatabaseName("ix_invoices_unapplied")
            .HasFilter("paid_minor_units > 0 and (voided_at is not null or paid_minor_units + credited_minor_units > total_minor_units)"); // Money to be applied or refunded.
    }
}

internal sealed class InvoiceDraftMapping : ITenantMapping<InvoiceDraft>
{
    public void Configure(EntityTypeBuilder<InvoiceDraft> draft)
    {
        draft.ToTable("invoice_drafts", Schemas.Tenant);
        draft.HasKey(d => new { d.WorkspaceId, d.Id });
        draft.Property(d => d.Id).ValueGeneratedNever();
        draft.Property(d => d.Revision).IsConcurrencyToken();
        draft.Property(d => d.Content).AsJson();
        draft.ComplexProperty(d => d.Total);
        draft.HasOne<Customer>().WithMany().HasForeignKey(d => new { d.WorkspaceId, d.CustomerId }).OnDelete(DeleteBehavior.Restrict);
        draft.HasOne<Job>().WithMany().HasForeignKey(d => new { d.WorkspaceId, d.JobId }).OnDelete(DeleteBehavior.Restrict);
        draft.HasOne<Estimate>().WithMany().HasForeignKey(d => new { d.WorkspaceId, d.EstimateId }).OnDelete(DeleteBehavior.Restrict);
        draft.HasOne<Invoice>().WithMany().HasForeignKey(d => new { d.WorkspaceId, d.IssuedAs }).OnDelete(DeleteBehavior.Restrict);
        draft
            .HasIndex(d => new { d.WorkspaceId, d.CreatedAt }, "ix_invoice_drafts_open")
            .HasDatabaseName("ix_invoice_drafts_open")
            .HasFilter("ended_at is null"); // The office's list of drafts.
        draft.HasIndex(d => new { d.WorkspaceId, d.JobId }); // A job's drafts.
    }
}

internal sealed class PaymentMapping : ITenantMapping<Payment>
{
    public void Configure(EntityTypeBuilder<Payment> payment)
    {
        payment.ToTable(
            "payments",
            Schemas.Tenant,
            table =>
                table.HasCheckConstraint(
                    "ck_payments_on_top", // Only the provider takes anything on top.
                    "surcharge_minor_units >= 0 and tip_minor_units >= 0 and (provider_intent is not null or surcharge_minor_units + tip_minor_units = 0)"
                )
        );
        payment.HasKey(p => new { p.WorkspaceId, p.Id });
        payment.Property(p => p.Id).ValueGeneratedNever();
        payment.Property(p => p.Method).HasMaxLength(32);
        payment.Property(p => p.Note).HasMaxLength(500);
        payment.Property(p => p.RecordedBy).HasMaxLength(200);
        payment.Property(p => p.ReversedBy).HasMaxLength(200);
        payment.Property(p => p.ProviderIntent).HasMaxLength(255);
        payment.Property(p => p.ProviderPart).HasDefaultValue(1);
        payment.ComplexProperty(p => p.Amount);
        payment.Property(p => p.SurchargeMinorUnits).HasDefaultValue(0L);
        payment.Property(p => p.TipMinorUnits).HasDefaultValue(0L);
        payment.HasMany(p => p.Refunds).WithOne().HasForeignKey(r => new { r.WorkspaceId, r.PaymentId }).OnDelete(DeleteBehavior.Restrict);
        payment.HasIndex(p => new { p.WorkspaceId, p.InvoiceId }); // An invoice's payments.
        payment
            .HasIndex(p => new
            {
                p.WorkspaceId,
                p.ProviderIntent,
                p.IsLive,
                p.ProviderPart,
            })
            .IsUnique()
            .HasFilter("provider_intent is not null"); // One payment for each the provider took, however often it tells of it.
    }
}

internal sealed class RefundMapping : ITenantMapping<Refund>
{
    public void Configure(EntityTypeBuilder<Refund> refund)
    {
        refund.ToTable(
            "refunds",
            Schemas.Tenant,
            table =>
                table.HasCheckConstraint(
                    "ck_refunds_on_top", // What was paid on top goes back only the way it came.
                    "amount_minor_units >= 0 and extras_minor_units >= 0 and amount_minor_units + extras_minor_units > 0 and (provider_refund is not null or extras_minor_units = 0)"
                )
        );
        refund.HasKey(r => new { r.WorkspaceId, r.Id });
        refund.Property(r => r.Id).ValueGeneratedNever();
        refund.Property(r => r.Method).HasMaxLength(32);
        refund.Property(r => r.Note).HasMaxLength(500);
        refund.Property(r => r.RecordedBy).HasMaxLength(200);
        refund.Property(r => r.ProviderRefund).HasMaxLength(255);
        refund.ComplexProperty(r => r.Amount);
        refund.Property(r => r.ExtrasMinorUnits).HasDefaultValue(0L);
        refund.HasIndex(r => new { r.WorkspaceId, r.PaymentId }); // A payment's refunds.
        refund.HasIndex(r => r.WorkspaceId, "ix_refunds_pending").HasDatabaseName("ix_refunds_pending").HasFilter("state = 'Pending'"); // Whether the company can be closed.
        refund
            .HasIndex(r => new
            {
                r.WorkspaceId,
                r.ProviderRefund,
                r.PaymentId,
            })
            .IsUnique()
            .HasFilter("provider_refund is not null"); // One refund for each the provider made, however often it tells of it.
    }
}

internal sealed class CreditMapping : ITenantMapping<Credit>
{
    public void Configure(EntityTypeBuilder<Credit> credit)
    {
        credit.ToTable("credits", Schemas.Tenant);
        credit.HasKey(c => new { c.WorkspaceId, c.Id });
        credit.Property(c => c.Id).ValueGeneratedNever();
        credit.Property(c => c.Reason).HasMaxLength(500);
        credit.Property(c => c.RecordedBy).HasMaxLength(200);
        credit.Property(c => c.ReversedBy).HasMaxLength(200);
        credit.ComplexProperty(c => c.Amount);
        credit.HasIndex(c => new { c.WorkspaceId, c.InvoiceId }); // An invoice's credits.
    }
}
