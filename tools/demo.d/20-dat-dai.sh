# Cấp Giấy chứng nhận lần đầu: xã → huyện, tỉnh → thuế → chờ nộp tiền → xã (first land certificate)
at '08:05 05/06/2024'
submit song-hien --procedure 1.013978 --unit H14.40.21.01 --as mai.huong --channel direct \
	--applicant 'Hoàng Đức Bình' --id-number 999055000002 \
	--field parcel_area:text=01267 --field 'parcel=Thửa 12, tờ 5' --field square_metres=180 \
	--field land_use_fee=true --paper don --paper giay_to_dat
at '09:30 05/06/2024'
act song-hien mai.huong H14.40.21.01 complete
at '10:00 14/06/2024'
act song-hien hoang.long H14.40.21.03 pass
at '10:00 17/06/2024'
act tinh-cao-bang duong.yen H14.08 agree
at '15:00 17/06/2024'
act dat-dai ban.chien H14.08.40 agree
# Niêm yết công khai 15 ngày, không ai có ý kiến: hẹn giờ tự đưa hồ sơ đi tiếp.
at '08:00 03/07/2024'
at '10:15 03/07/2024'
act song-hien hoang.long H14.40.21.03 eligible --paper phieu_chuyen
at '14:00 05/07/2024'
act thue hoang.tam G12.18.14.40 --claim
at '09:10 08/07/2024'
act thue hoang.tam G12.18.14.40 answered \
	--field amount_due=36000000 --paper thong_bao_thue:electronic
at '16:25 12/07/2024'
act song-hien mai.huong H14.40.21.01 --signal treasury.paid --field receipt_number:text=KB-2024-0071
at '14:00 15/07/2024'
act song-hien hoang.long H14.40.21.03 drafted
at '09:00 16/07/2024'
act song-hien phan.chinh H14.40.21 signed --paper gcn:electronic
at '15:30 16/07/2024'
act song-hien ly.suong H14.40.21 issued
at '08:00 17/07/2024'
act song-hien mai.huong H14.40.21.01 --return counter
